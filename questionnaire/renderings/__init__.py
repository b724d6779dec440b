"""Reports and statistics to bytes: PDF, spreadsheets, CSV, JSON, and the drawings of the pages."""
