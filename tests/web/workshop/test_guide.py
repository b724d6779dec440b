"""The animateur's guide: its pictures exist, at their stated size."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.support.paths import ROOT

PICTURES = ROOT / "static" / "img" / "workshop"


@pytest.mark.once
def test_every_picture_of_the_guide_is_served_at_its_size_with_its_words(app: Flask) -> None:
    client = app.test_client()
    text = client.get("/atelier/mode-d-emploi").text
    found = re.findall(
        r'<img src="(/static/img/workshop/([a-z]+)\.[^"]+)" width="(\d+)" height="(\d+)" alt="([^"]{20,})"', text
    )
    assert {name for _, name, *_ in found} == {file.stem for file in PICTURES.iterdir()}
    for address, name, width, height, _ in found:
        picture = client.get(address).data
        assert (int(width), int(height)) == (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])), name
        assert len(picture) < 100_000
