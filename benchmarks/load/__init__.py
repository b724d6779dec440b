"""Load: respondents simulated over HTTP, from the home page to the results."""
