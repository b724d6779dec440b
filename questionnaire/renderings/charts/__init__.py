"""The drawings, the same on the page and in the PDF."""
