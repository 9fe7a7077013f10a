"""Tests of the landscape: a small invented world, and what must hold in any."""
