"""The report as an accessible PDF (PDF/UA-1)."""
