"""PDF, stand-in until the real one lands."""

import datetime

from questionnaire.report import Report


def render_pdf(report: Report, day: datetime.date) -> bytes:
    """Stand-in."""
    return b"%PDF-1.7 stand-in" * 50
