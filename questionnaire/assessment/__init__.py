"""From answers to a report: scores, guidance, the way through the questions, answers read, merged and upgraded."""
