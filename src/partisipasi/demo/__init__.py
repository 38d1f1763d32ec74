"""The example city: what it says and does as plain files, and the player that lets it happen through the actions."""
