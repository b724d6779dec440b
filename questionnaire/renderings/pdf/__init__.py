"""Documents as accessible PDF files (PDF/UA-1)."""
