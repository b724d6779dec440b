"""Benchmarks and fault injection, run by hand: see README.md. They are not tests."""
