"""People: accounts, credentials, sessions, roles and rights, limits on a person, privacy."""
