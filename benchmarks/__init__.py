"""Measures: how long things take, and how many people can answer at once."""
