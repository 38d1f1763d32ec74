"""The government that runs the site: its name, zone, colour, contacts, and the pages it writes itself."""
