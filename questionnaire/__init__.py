"""Terrain d'entente: a self-assessment for local authorities and third places. See docs/architecture.md."""
