"""Our server beside django-survey-and-report, the quickest peer: see benchmarks/README.md."""
