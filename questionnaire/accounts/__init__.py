"""Access control: roles, passwords, and the keys of diagnostics."""
