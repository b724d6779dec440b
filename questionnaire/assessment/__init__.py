"""Scores, guidance and reports computed from answers; the order of the questions; answers read, merged and upgraded."""
