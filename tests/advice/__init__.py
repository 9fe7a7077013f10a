"""Tests of advice: what the worked examples notice."""
