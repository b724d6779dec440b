"""What goes around every request: headers, assets, limits, metrics, errors."""
