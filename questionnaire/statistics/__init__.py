"""Statistics over many diagnostics: tally of each, cohorts of at least k, figures, labels, anonymised export."""
