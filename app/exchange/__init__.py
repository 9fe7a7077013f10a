"""The catalogue in formats of others: one file per format, each a reader of what the catalogue found."""
