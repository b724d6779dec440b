"""Edits the text of the criteria value by value: what an edit does not concern keeps its bytes."""
