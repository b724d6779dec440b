"""Forms sent after their session ended: the sign-in page holds their fields, and gives them back once signed in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from questionnaire.web.facilitation.element_form import typed_texts
from questionnaire.web.forms import PageForm

HELD_PREFIX = "garde:"  # prefix, on the sign-in page, of the names of the fields held
HELD_TEXT = "garde"  # name of the text shown there to be copied, when no field can be held
RESUMABLE = ("facilitation.elements.save", "facilitation.lists.add", "facilitation.drafts.save")


@dataclass(frozen=True)
class InterruptedForm:
    """A form that was not saved: the fields to give back to it, its text to be copied, the address of its page."""

    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""
    target: str = ""

    @property
    def sent_fields(self) -> list[tuple[str, str]]:
        """Its fields, under the names that the sign-in page gives them."""
        return [(HELD_PREFIX + name, value) for name, value in self.fields]


def interrupted_form() -> InterruptedForm:
    """Return the form that the present request sent without a session."""
    fields: tuple[tuple[str, str], ...] = ()
    # only of a form of this site: another site may make the browser post here too
    if request.endpoint in RESUMABLE and (_from_this_site() or PageForm(formdata=request.form).validate()):
        fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    adapter = current_app.create_url_adapter(request)
    readable = adapter is not None and adapter.test(request.path, "GET")
    target = request.script_root + request.full_path.removesuffix("?") if readable else ""
    return InterruptedForm(fields, request.form.get("source") or typed_texts(request.form), target)


def resent_form(*, stale: bool) -> InterruptedForm:
    """Return the form that the sign-in page sent with it; `stale`, its token is refused: another site may have sent it."""
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
    """Tell whether a page of this site sent the request, by headers that scripts cannot forge."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host
