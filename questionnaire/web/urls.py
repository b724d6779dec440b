"""The app class: in the preview of a draft, links between the respondent's pages stay in the preview."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context

PREVIEW = "facilitation.preview"
PREVIEWED = ("pages", "starting", "answering", "results")


class App(Flask):
    """Flask, with addresses that know whether a draft is being previewed."""

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return the address of an endpoint."""
        preview = g.get("preview") if has_request_context() else None
        if preview is not None and endpoint.split(".")[0] in PREVIEWED:
            endpoint, values = f"{PREVIEW}.{endpoint}", {"draft": preview.draft.id, **values}
        return super().url_for(endpoint, **values)
