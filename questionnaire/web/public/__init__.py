"""Pages that anyone reads, and the health checks."""
