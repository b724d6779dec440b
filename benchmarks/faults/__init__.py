"""Faults, for real: respondents play against a server that is killed, starved, cut off and put out of time.

One command, `python -m benchmarks.faults`; see README.md beside this file.
"""
