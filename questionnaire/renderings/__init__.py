"""Reports and statistics rendered to bytes (PDF, spreadsheets, CSV, JSON), and the charts of the pages."""
