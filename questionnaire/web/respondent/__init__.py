"""The respondent's pages: start, answer, resume, results, switch to a newer version of the criteria."""
