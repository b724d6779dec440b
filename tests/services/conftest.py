"""What the tests of services share."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from questionnaire.storage import PublicationStore


@pytest.fixture
def publications(engine: Engine) -> PublicationStore:
    """The versions published on an empty database."""
    return PublicationStore(engine)
