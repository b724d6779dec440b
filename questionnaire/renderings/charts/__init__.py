"""The SVG charts, the same on the page and in the PDF."""
