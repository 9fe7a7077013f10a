"""Advice: HTTP around the rules and the snapshot."""
