"""Fault injection: simulated respondents use a server that is killed, short of disk, cut off, its clock moved.

One command, `python -m benchmarks.faults`; see README.md beside this file.
"""
