"""Tests of the catalogue: tables, publishing, the edition in service, the seed loader."""
