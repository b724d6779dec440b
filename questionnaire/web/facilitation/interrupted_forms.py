"""What was being written when a session ended: kept through the page to sign in, until its form has it again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from questionnaire.web.facilitation.element_form import typed_texts
from questionnaire.web.forms import PageForm

HELD_PREFIX = "garde:"  # before the name of a field that waits for its author to sign in again
HELD_TEXT = "garde"  # the text shown to be copied, when no field waits
RESUMABLE = ("facilitation.elements.save", "facilitation.lists.add", "facilitation.drafts.save")


@dataclass(frozen=True)
class InterruptedForm:
    """What waits for its author: the fields that come back to their form, the text shown, the address to go back to."""

    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""
    target: str = ""

    @property
    def sent_fields(self) -> list[tuple[str, str]]:
        """Its fields, as the page to sign in sends them."""
        return [(HELD_PREFIX + name, value) for name, value in self.fields]


def interrupted_form() -> InterruptedForm:
    """Return what the present request sent to a form, without a session."""
    fields: tuple[tuple[str, str], ...] = ()
    # only what this site gave a form for: another may post here too
    if request.endpoint in RESUMABLE and (_from_this_site() or PageForm(formdata=request.form).validate()):
        fields = tuple(one for one in request.form.items(multi=True) if one[0] != "csrf_token")
    adapter = current_app.create_url_adapter(request)
    readable = adapter is not None and adapter.test(request.path, "GET")
    target = request.script_root + request.full_path.removesuffix("?") if readable else ""
    return InterruptedForm(fields, request.form.get("source") or typed_texts(request.form), target)


def resent_form(*, stale: bool) -> InterruptedForm:
    """Return what the page to sign in sent again; nothing comes back to a form if another site may have sent it."""
    target = request.args.get("suite", "")
    sent = [
        (name.removeprefix(HELD_PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(HELD_PREFIX) and (not stale or _from_this_site())
    ]
    fields: MultiDict[str, str] = MultiDict(sent)
    text = request.form.get(HELD_TEXT) or fields.get("source") or typed_texts(fields)
    return InterruptedForm(tuple(sent), text, target)


def _from_this_site() -> bool:
    """Tell whether a page of this site sent the request, as its browser says; a page cannot say it by itself."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host
