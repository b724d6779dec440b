"""Every request that may write is limited, or is known to need no limit."""

from __future__ import annotations

from flask import Flask

from questionnaire.web.middleware.limits import rules
from tests.conftest import services_of

FREE = {
    "results.leave",  # clears what the browser keeps: a shared computer must never be refused that
    "facilitation.signing.sign_in",  # counted by account and by network, with its own words (storage/attempts.py)
}


def test_each_post_is_limited_or_known_to_need_no_limit(app: Flask) -> None:
    limits = [one for one in rules(services_of(app).settings) if one.method in ("POST", "")]
    limited = {endpoint for one in limits for endpoint in one.endpoints}
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posts - limited >= FREE
    # the rest of the space is for whoever signed in (tests/web/facilitation/test_accounts.py)
    assert [one for one in sorted(posts - limited - FREE) if not one.startswith("facilitation.")] == []


def test_each_limit_is_about_pages_that_exist(app: Flask) -> None:
    known = set(app.view_functions)
    assert {endpoint for one in rules(services_of(app).settings) for endpoint in one.endpoints} <= known
