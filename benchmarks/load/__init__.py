"""Load: whole respondents played over HTTP, and the same machine's limits measured the same way."""
