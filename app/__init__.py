"""Steunwijzer: which innovation aid fits, how much it gives, and who helps."""
