"""Access control: roles, passwords, the keys in links; the entries of the journal of the space."""
