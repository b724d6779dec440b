"""What joins the core and the database, without the web: the version in service, upkeep."""
