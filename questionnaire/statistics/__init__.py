"""Figures over many diagnostics: cohorts of at least k, what each diagnostic adds, sums, labels, the export."""
