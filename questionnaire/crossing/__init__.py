"""Compares two answer sheets: those of two parties, or of one party on two days."""
