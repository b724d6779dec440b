"""The app class: in the preview of a draft, links between the respondent's pages stay in the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, has_request_context, request

PREVIEW = "facilitation.preview"
PREVIEWED = ("pages", "starting", "answering", "results")


class App(Flask):
    """Flask, with addresses that know whether a draft is being previewed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._plain: dict[tuple[str, str], str] = {}

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return the address of an endpoint."""
        preview = g.get("preview") if has_request_context() else None
        if preview is not None and endpoint.split(".")[0] in PREVIEWED:
            endpoint, values = f"{PREVIEW}.{endpoint}", {"draft": preview.draft.id, **values}
        if values or not has_request_context():
            return super().url_for(endpoint, **values)
        # every page has the same dozen links: each is worked out once
        known = request.script_root, endpoint
        address = self._plain.get(known)
        if address is None:
            address = self._plain[known] = super().url_for(endpoint)
        return address

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the view itself: none here is asynchronous, and to look takes time at each request."""
        return func
