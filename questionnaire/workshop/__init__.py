"""A room that answers together: what may be shown of its votes, its words joined, the states of its steps. Pure functions."""
