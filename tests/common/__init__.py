"""Tests of the small things that every part uses."""
