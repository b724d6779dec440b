"""What a respondent does: begin, answer, resume, read the results, go on with a newer version."""
