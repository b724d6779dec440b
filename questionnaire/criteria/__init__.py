"""The criteria file that facilitators edit: its model, loading, checks, search, and the differences between versions."""
