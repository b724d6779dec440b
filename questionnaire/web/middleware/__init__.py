"""Middleware and hooks of every request: headers, assets, limits, metrics, errors."""
