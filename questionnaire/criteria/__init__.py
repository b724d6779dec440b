"""The criteria file that facilitators edit: its model, loading, checks, and the comparison of two versions."""
