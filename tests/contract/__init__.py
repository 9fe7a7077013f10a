"""The HTTP contract, asked from outside; what is expected was written down from the design, not from our answers."""
