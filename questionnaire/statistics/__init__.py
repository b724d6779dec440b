"""Statistics over many diagnostics: tally of each, cohorts of at least k, blur, figures, labels, export of counts."""
