"""The text of the criteria edited value by value: what is not meant to change keeps its bytes."""
