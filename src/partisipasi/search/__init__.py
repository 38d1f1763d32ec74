"""Finding things: words stemmed in Python, kept as tsvector, visibility decided when searched."""
