"""Reports, meetings, workshops and statistics rendered to bytes: PDF, spreadsheets, CSV, JSON, calendar."""
