"""Tests of running the service: health, logging, trace."""
