"""Benchmarks over HTTP and in process, beside companions measured in the same run. Run: python -m tests.benchmarks."""
