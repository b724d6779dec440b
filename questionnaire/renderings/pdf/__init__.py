"""The results as a PDF/UA-1 note."""
