"""Statistics over many diagnostics: tally of each one, cohorts of a minimum size, noise, figures, labels, export."""
