"""The file that a facilitator edits: its model, how it is read and checked, what differs between two versions."""
