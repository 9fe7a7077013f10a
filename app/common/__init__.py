"""Small things that every part uses, each with one subject."""
