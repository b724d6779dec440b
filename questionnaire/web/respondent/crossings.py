"""Crossings, each party from its own diagnostic: what each would see, the consent, the common page, its closing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.dated_copy_wording import party_words
from questionnaire.assessment.report import make_report
from questionnaire.assessment.wording import has_answers
from questionnaire.crossing.consent import Party, Shares, shared_sheet
from questionnaire.crossing.consent_wording import (
    CLOSING,
    NEVER,
    NOT_CROSSED,
    OFFERS,
    THIRD_PERSON,
    answered_words,
    few_words,
    opening_words,
    shown_of_both,
)
from questionnaire.errors import StorageError
from questionnaire.storage import Crossing, now, of_crossing
from questionnaire.typography import NBSP, upper_first
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.consent_form import ConsentForm, consent_form
from questionnaire.web.respondent.crossing_lines import (
    answered_of,
    crossing_lines,
    crossings_of,
    has_own_link,
    in_touch,
    other_name,
    party_in,
)
from questionnaire.web.respondent.crossing_page import crossing_page, downloads_of
from questionnaire.web.respondent.numbers import mask_numbers

_STILL_HERE = f"ce que vous avez choisi est toujours là{NBSP}: essayez à nouveau {{when}}."
NOT_AGREED = f"{{cause}}{NBSP}: votre choix n’est pas encore enregistré, et rien n’est montré. Mais {_STILL_HERE}"
NOT_CLOSED = f"{{cause}}{NBSP}: la page commune n’est pas encore fermée. Gardez cette page ouverte et essayez à nouveau {{when}}."
NOT_OFFERED = f"{{cause}}{NBSP}: la proposition n’est pas encore enregistrée. Essayez à nouveau {{when}}."
OPENED = "Vos deux regards sont croisés. L’autre partie voit la même page."
TOO_LATE = (
    f"Il n’y a plus rien à accepter ici{NBSP}: l’invitation a été retirée, ou elle a reçu une autre réponse."
)
CLOSED = f"La page commune est fermée, pour les deux parties{NBSP}: les réponses croisées sont effacées."
GONE = "L’autre partie n’est plus là."

blueprint = Blueprint("crossings", __name__, url_prefix="/diagnostic/<key>/croisement")
mask_numbers(blueprint)


@blueprint.get("")
def index(key: str) -> ResponseReturnValue:
    """List the crossings of a diagnostic; lead to the only one."""
    opened = open_to_edit(key)
    lines = crossing_lines(opened)
    if len(lines) == 1 and lines[0].state in ("open", "asked"):
        return redirect(lines[0].url, 303)
    return render_template(
        "respondent/crossing/list.html",
        criteria=opened.criteria,
        private=True,
        key=key,
        viewpoint=opened.sheet.viewpoint,
        crossings=lines,
        in_touch=in_touch(lines),
    )


@blueprint.get("/<number>")
def show(key: str, number: int) -> ResponseReturnValue:
    """Show a crossing as it is for this party: asked to agree, waiting, open or closed."""
    opened, crossing = open_crossing(key, number)
    party = party_in(crossing, opened)
    if crossing.open:
        return crossing_page(opened, crossing)
    if crossing.closed:
        return ended_page(opened, crossing)
    if party is Party.INVITER and has_own_link(crossing, opened):
        return redirect(url_for("inviting.link", key=key, number=number), 303)
    changing = "changer" in request.args and crossing.declined_by is party
    if not changing and not crossing.asks(party, now()):
        return _state(opened, crossing, party)
    return _asked(opened, crossing, party, _form(opened, crossing, party))


@blueprint.post("/<number>/accord")
def agree(key: str, number: int) -> ResponseReturnValue:
    """Agree, or not; when both do, what they show is frozen, and the page opens."""
    opened, crossing = open_crossing(key, number)
    party = party_in(crossing, opened)
    here = redirect(url_for("crossings.show", key=key, number=number), 303)
    if crossing.open:
        return here
    form = _form(opened, crossing, party, request.form)
    refuses = "non" in request.form
    if not (PageForm(formdata=request.form) if refuses else form).validate():
        return _asked(opened, crossing, party, form), 422
    if not refuses and not has_answers(make_report(opened.criteria, opened.sheet)):
        return here
    crossings, own = services().crossings, opened.diagnostic.id
    try:
        if refuses:
            if not crossings.decline(number, own):
                flash(TOO_LATE, "info")
            return here
        agreed = crossings.consent(number, own, form.chosen, form.name.data or "", shown)
    except StorageError as error:
        return _asked(opened, crossing, party, form, not_done(error, NOT_AGREED)), 503
    if agreed is None:
        flash(TOO_LATE, "info")
        return redirect(url_for("crossings.index", key=key), 303)
    if agreed.open:
        flash(OPENED, "success")
    return here


@blueprint.route("/<number>/fermer", methods=["GET", "POST"])
def close(key: str, number: int) -> ResponseReturnValue:
    """Ask for confirmation, then close the page for both parties."""
    opened, crossing = open_crossing(key, number)
    here = redirect(url_for("crossings.show", key=key, number=number), 303)
    if not crossing.open:
        return here
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _closing(opened, crossing, form)
    if not form.validate():
        return _closing(opened, crossing, form), 422
    try:
        services().crossings.end(number, opened.diagnostic.id)
    except StorageError as error:
        return _closing(opened, crossing, form, not_done(error, NOT_CLOSED)), 503
    flash(CLOSED, "success")
    return here


@blueprint.post("/<number>/de-nouveau")
def again(key: str, number: int) -> ResponseReturnValue:
    """Offer to cross again, with the answers of the day both will agree."""
    opened, crossing = open_crossing(key, number)
    here = redirect(url_for("crossings.show", key=key, number=number), 303)
    form = consent_form("", Shares.NOTES, request.form)
    if not form.validate():
        flash(STALE, "warning")
        return here
    try:
        offered = services().crossings.propose_again(number, opened.diagnostic.id, form.chosen)
    except StorageError as error:
        problem = not_done(error, NOT_OFFERED)
        if crossing.open:
            return crossing_page(opened, crossing, problem=problem, code=503)
        return ended_page(opened, crossing, problem=problem)
    if offered is None:
        flash(GONE, "info")
        return here
    if offered.shares[party_in(offered, opened)] is None:  # the other party offered it first, or one had declined
        return redirect(url_for("crossings.show", key=key, number=offered.id, changer=1), 303)
    return redirect(url_for("crossings.show", key=key, number=offered.id), 303)


def open_crossing(key: str, number: int) -> tuple[OpenDiagnostic, Crossing]:
    """Return a diagnostic and one of its crossings; abort with 404 for one that it is no party of, or knows nothing of."""
    opened = open_to_edit(key)
    found = crossings_of(opened)
    crossing = next((one for one in found if one.id == number), None)
    if crossing is None:
        if any(one.replaced for one in found):  # it may be that one: the list says that another answer took it
            abort(redirect(url_for("crossings.index", key=key), 303))
        abort(404)
    return opened, crossing


def shown(criteria_digest: str, sheet: AnswerSheet, shares: Shares) -> AnswerSheet:
    """Return what a crossing keeps of a sheet, answered under these criteria."""
    return shared_sheet(services().versions.get(criteria_digest), sheet, shares)


def _form(opened: OpenDiagnostic, crossing: Crossing, party: Party, formdata: object = None) -> ConsentForm:
    """Return the form of a party: notes are offered unless the other party shows its levels alone."""
    report = make_report(opened.criteria, opened.sheet)
    name = crossing.names[party] or upper_first(party_words(report))
    return consent_form(name, crossing.shares[party.other] or Shares.NOTES, formdata)


def _asked(
    opened: OpenDiagnostic, crossing: Crossing, party: Party, form: ConsentForm, problem: str | None = None
) -> str:
    theirs = crossing.shares[party.other]
    answered = answered_of(opened)
    return _render(
        "agree",
        opened,
        form=form,
        problem=problem,
        number=crossing.id,
        name=upper_first(other_name(crossing, party)),
        opening=opening_words(agreed=theirs is not None, again=crossing.is_again, invited=party is Party.INVITED),
        shown=shown_of_both(theirs or Shares.NOTES),
        levels_only=theirs is Shares.LEVELS,
        never=NEVER,
        closing=CLOSING,
        third_person=THIRD_PERSON,
        answered=answered_words(*answered),
        few=few_words(*answered),
        has_answers=has_answers(make_report(opened.criteria, opened.sheet)),
        new_link=url_for("answering.hub", key=opened.key, _external=True) if "nouveau" in request.args else "",
    )


def _state(opened: OpenDiagnostic, crossing: Crossing, party: Party) -> str:
    return _render(
        "waiting",
        opened,
        form=PageForm(),
        number=crossing.id,
        name=other_name(crossing, party),
        declined=crossing.declined_by is party,
        text=NOT_CROSSED if crossing.declined_by else "",
        not_crossed=NOT_CROSSED,
    )


def ended_page(
    opened: OpenDiagnostic, crossing: Crossing, typed: Sequence[str] = (), problem: str | None = None
) -> ResponseReturnValue:
    """Return the page of a crossing that is closed, with what was being typed there."""
    party = party_in(crossing, opened)
    both = crossing.opened_at is not None and crossing.diagnostics[party.other] is not None
    form = consent_form("", Shares.NOTES) if both else None
    values = {"number": crossing.id, "opened": crossing.opened_at is not None, "typed": typed, "problem": problem}
    values |= {"offers": OFFERS, "replaced": crossing.replaced, "name": upper_first(other_name(crossing, party))}
    return _render("ended", opened, form=form, **values), 503 if problem else 410


def _closing(opened: OpenDiagnostic, crossing: Crossing, form: PageForm, problem: str | None = None) -> str:
    name = other_name(crossing, party_in(crossing, opened))
    decided = any(one.title for one in services().engagements.of(of_crossing(crossing.id)))
    downloads = downloads_of(opened, crossing, minutes=decided)
    return _render("close", opened, form=form, problem=problem, number=crossing.id, name=name, downloads=downloads)


def _render(template: str, diagnostic: OpenDiagnostic, **values: object) -> str:
    return render_template(
        f"respondent/crossing/{template}.html",
        criteria=diagnostic.criteria,
        private=True,
        key=diagnostic.key,
        viewpoint=diagnostic.sheet.viewpoint,
        **{"problem": None, **values},
    )
