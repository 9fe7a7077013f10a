"""The pure core: plain values in, plain values out. Standard library only; no clock, database, file, request or text."""
