"""The Flask class of the app: in the preview of a draft, links between respondents' pages stay in the preview."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context

PREVIEW = "facilitation.preview"
PREVIEWED = (
    "pages",
    "starting",
    "answering",
    "checking",
    "results",
    "sharing",
)  # the blueprints that a preview has


class App(Flask):
    """Flask, with URLs that depend on whether a draft is being previewed."""

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return the URL of an endpoint; in a preview, of its counterpart there."""
        preview = g.get("preview") if has_request_context() else None
        if preview is not None and endpoint.split(".")[0] in PREVIEWED:
            endpoint, values = f"{PREVIEW}.{endpoint}", {"draft": preview.draft.id, **values}
        return super().url_for(endpoint, **values)
