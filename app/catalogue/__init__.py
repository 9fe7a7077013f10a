"""The catalogue: documents, revisions, the snapshot in memory, and the routes that read it."""
