"""Who may do what: roles, passwords, and the keys of diagnostics."""
