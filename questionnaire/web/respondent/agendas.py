"""The agenda of a crossing, for a third person: read-only, by a link that both parties allow and either takes back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import agenda_key, key_digest, new_nonce
from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import services, without_signs_around
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.leaving import CLOSED_HERE, is_closed_here
from questionnaire.web.middleware.errors import error_page, not_done
from questionnaire.web.respondent.crossing_page import agenda_page, crossing_page
from questionnaire.web.respondent.crossings import open_crossing
from questionnaire.web.respondent.numbers import mask_numbers

NO_AGENDA = (
    "Cet ordre du jour n’existe pas, ou n’est plus ouvert",
    "L’adresse est peut-être incomplète : copiez-la en entier. L’une des deux parties a pu fermer ce lien, ou la page "
    "dont il vient.",
)
NOT_DONE = f"{{cause}}{NBSP}: rien n’a encore changé pour le lien de l’ordre du jour. Essayez à nouveau {{when}}."
ALLOWED = "Vous le permettez. Le lien existera dès que l’autre partie l’aura permis aussi."
MADE = f"Les deux parties l’ont permis{NBSP}: le lien de l’ordre du jour existe."
TAKEN_BACK = (
    f"Le lien de l’ordre du jour n’ouvre plus rien{NBSP}: il faudra que les deux parties le permettent à nouveau."
)
NO_LONGER_ALLOWED = "Vous ne le permettez plus."

blueprint = Blueprint("agendas", __name__)
mask_numbers(blueprint)


@blueprint.get("/ordre-du-jour/<key>")
def read(key: str) -> ResponseReturnValue:
    """Show the agenda to a third person."""
    whole = without_signs_around(key)
    crossing = services().crossings.find_agenda(key_digest(whole))
    if crossing is None:
        return error_page(404, NO_AGENDA)
    if whole != key:
        return redirect(url_for("agendas.read", key=whole), 308)
    if is_closed_here(key):
        flash(CLOSED_HERE, "info")
        return redirect(url_for("resuming.resume"), 303)
    return agenda_page(crossing)


@blueprint.post("/diagnostic/<key>/croisement/<number>/ordre-du-jour")
def allow(key: str, number: int) -> ResponseReturnValue:
    """Allow a third person to read the agenda, or take that back."""
    opened, crossing = open_crossing(key, number)
    here = redirect(url_for("crossings.show", key=key, number=number, _anchor="tiers"), 303)
    if not crossing.open:
        return here
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return here
    own, crossings = opened.diagnostic.id, services().crossings
    try:
        if "retirer" in request.form:
            crossings.forbid_agenda(number, own)
            flash(TAKEN_BACK if crossing.agenda_digest else NO_LONGER_ALLOWED, "here")
            return here
        nonce = new_nonce()
        digest = key_digest(agenda_key(services().settings.secret_key, nonce))
        allowed = crossings.allow_agenda(number, own, nonce, digest)
    except StorageError as error:
        return crossing_page(opened, crossing, problem=not_done(error, NOT_DONE), code=503)
    if allowed:
        flash(MADE if allowed.agenda_digest else ALLOWED, "here")
    return here
