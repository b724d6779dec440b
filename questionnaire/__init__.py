"""Terrain d'entente: a self-assessment for local authorities and third places.

The core (criteria, conditions, answers, scoring, guidance, report, loading) imports no web framework
and no database; see docs/architecture.md.
"""
