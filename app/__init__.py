"""Steunwijzer: which innovation aid fits, how much it gives, and who helps."""

__version__ = "0.1.0"
