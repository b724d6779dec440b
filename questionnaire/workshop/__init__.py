"""Workshops, where a room votes together: states of a room, figures that may be shown, words grouped into ideas. Pure."""
