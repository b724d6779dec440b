FORMAT = "terrain-d-entente/1"
