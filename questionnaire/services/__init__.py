"""Services that combine the core and the database, without the web: versions, retention, statistics, upkeep."""
