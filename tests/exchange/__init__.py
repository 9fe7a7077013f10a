"""Tests of what is exchanged: calendars and feeds."""
