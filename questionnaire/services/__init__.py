"""Services that combine the core and the database, without the web: versions, merges, statistics, retention, upkeep."""
