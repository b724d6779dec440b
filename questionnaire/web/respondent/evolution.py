"""What changed in a diagnostic since a day, and its photos: the answers as they were, kept by hand or before a late change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Length

from questionnaire.accounts.keys import masked, unmasked
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_wording import title_words
from questionnaire.assessment.report import make_report
from questionnaire.assessment.serialization import write_sheet
from questionnaire.assessment.shown_engagements import ShownEngagement, shown_engagements
from questionnaire.crossing import evolution_wording as wording
from questionnaire.crossing.evolution import Evolution, Movement, compare_days
from questionnaire.errors import CriteriaError, StorageError
from questionnaire.storage import Photo
from questionnaire.storage.photos import LABEL_MAX, MAX_PHOTOS
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.documents import attachment
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import local_time, moment, today
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.numbers import mask_numbers

KEPT = f"Vos réponses d’aujourd’hui sont gardées en photo{NBSP}: vous pourrez voir ce qui aura changé."
ALREADY = f"Rien n’a changé depuis la dernière photo{NBSP}: elle suffit."
FULL = f"Vous avez déjà {MAX_PHOTOS} photos. Supprimez-en une, puis recommencez."
REMOVED = "La photo est supprimée."
GONE = "Cette photo était déjà supprimée."
NOT_KEPT = f"{{cause}}{NBSP}: la photo n’est pas encore gardée. Essayez à nouveau {{when}}."
NOT_REMOVED = f"{{cause}}{NBSP}: la photo n’est pas encore supprimée. Essayez à nouveau {{when}}."
UNREADABLE = f"Les questions de cette photo ne se lisent plus sur ce site{NBSP}: la comparaison n’est pas possible. Le fichier, lui, garde tout."
LONG_LABEL = f"Le nom de la photo est trop long ({LABEL_MAX} signes au plus)."

blueprint = Blueprint("evolution", __name__, url_prefix="/diagnostic/<key>/evolution")
mask_numbers(blueprint)


class PhotoForm(PageForm):
    """The name of a photo, which may be left empty."""

    label = StringField(
        filters=[lambda text: clean_text(text or "")],
        validators=[Length(max=LABEL_MAX, message=LONG_LABEL)],
    )


@dataclass(frozen=True)
class PhotoLine:
    """A photo in the list."""

    number: int
    date: str
    label: str
    url: str
    shown: bool


@dataclass(frozen=True)
class ChangeGroup:
    """The criteria of one movement; `note` says what to make of them."""

    title: str
    note: str
    lines: tuple[wording.ChangeWords, ...]


@blueprint.route("", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """Show what changed since a photo, and the photos; keep one more."""
    opened = _open(key)
    if request.method != "POST":
        return _page(opened, PhotoForm(formdata=None))
    form = PhotoForm(formdata=request.form)
    if not form.validate():
        return _page(opened, form), 422
    try:
        before = {photo.id for photo in services().photos.of(opened.diagnostic.id)}
        photo = services().photos.take(opened.diagnostic.id, form.label.data or "")
    except StorageError as error:
        return _page(opened, form, not_done(error, NOT_KEPT)), 503
    if photo is None:
        return _page(opened, form, FULL), 409
    flash(ALREADY if photo.id in before else KEPT, "success")
    return redirect(url_for("evolution.show", key=key, _anchor="photos"), 303)


@blueprint.post("/<number>/supprimer")
def remove(key: str, number: int) -> ResponseReturnValue:
    """Delete a photo."""
    opened = _open(key)
    done = redirect(url_for("evolution.show", key=key, _anchor="photos"), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return done
    try:
        removed = services().photos.delete(opened.diagnostic.id, number)
    except StorageError as error:
        return _page(opened, PhotoForm(formdata=None), not_done(error, NOT_REMOVED)), 503
    flash(REMOVED if removed else GONE, "success" if removed else "info")
    return done


@blueprint.get("/photos.json")
def download(key: str) -> Response:
    """Download the photos."""
    opened = _open(key)
    photos = [
        {
            "prise_le": f"{photo.taken_at.isoformat()}Z",
            "nom": photo.label,
            "criteres": photo.criteria_digest,
            **write_sheet(photo.sheet),
        }
        for photo in services().photos.of(opened.diagnostic.id)
    ]
    content = json.dumps({"photos": photos}, ensure_ascii=False, indent=2).encode()
    return attachment(content, "application/json", "terrain-d-entente-photos.json")


def _open(key: str) -> OpenDiagnostic:
    if g.get("preview"):
        abort(404)
    return open_to_edit(key)


def _page(opened: OpenDiagnostic, form: PhotoForm, problem: str = "") -> str:
    photos = services().photos.of(opened.diagnostic.id)
    asked = unmasked(opened.key, request.args.get("photo", ""))
    chosen = next((photo for photo in photos if photo.id == asked), photos[0] if photos else None)
    evolution = _evolution(opened, chosen) if chosen else None
    return render_template(
        "respondent/evolution.html",
        criteria=opened.criteria,
        viewpoint=opened.sheet.viewpoint.value,
        private=True,
        key=opened.key,
        form=form,
        faults=[
            *((form.label.id, fault) for fault in form.label.errors),
            *(("", fault) for fault in (*form["csrf_token"].errors, problem) if fault),
        ],
        photos=[_line(opened, photo, chosen) for photo in photos],
        unreadable=UNREADABLE if chosen and evolution is None else "",
        **_words(opened, evolution, chosen),
    )


def _evolution(opened: OpenDiagnostic, photo: Photo) -> Evolution | None:
    """Return what changed since a photo; None when this release cannot read its version."""
    try:
        then = services().versions.get(photo.criteria_digest)
    except CriteriaError:
        return None
    return compare_days(
        (then, photo.sheet),
        (opened.criteria, opened.sheet),
        local_time(photo.taken_at).date(),
        opened.diagnostic.engagements,
    )


def _words(opened: OpenDiagnostic, evolution: Evolution | None, chosen: Photo | None) -> dict[str, object]:
    if evolution is None or chosen is None:
        return {"title": "Ce qui a changé", "summary": ""}
    taken = local_time(chosen.taken_at).time()
    return {
        "title": wording.title(evolution) if evolution.since < today() else wording.title_of_today(taken),
        "summary": wording.summary(evolution),
        "stage": wording.stage_words(evolution),
        "done": wording.done_words(evolution),
        "done_titles": [title_words(one) for one in _shown(opened, evolution.done)],
        "groups": _groups(opened, evolution, wording.SHOWN),
        "folded": _groups(opened, evolution, (Movement.REWORDED, Movement.NOT_COMPARED, Movement.SAME)),
        "blocks": wording.block_words(evolution),
        "gone": wording.gone_words(evolution),
    }


def _shown(opened: OpenDiagnostic, engagements: tuple[Engagement, ...]) -> tuple[ShownEngagement, ...]:
    return shown_engagements(make_report(opened.criteria, opened.sheet, engagements)) if engagements else ()


def _groups(
    opened: OpenDiagnostic, evolution: Evolution, movements: Iterable[Movement]
) -> tuple[ChangeGroup, ...]:
    viewpoint = opened.sheet.viewpoint
    return tuple(
        ChangeGroup(
            wording.MOVEMENTS[movement],
            wording.REWORDED if movement is Movement.REWORDED else "",
            tuple(wording.change_words(row, viewpoint) for row in rows),
        )
        for movement in movements
        if (rows := evolution.of(movement))
    )


def _line(opened: OpenDiagnostic, photo: Photo, chosen: Photo | None) -> PhotoLine:
    return PhotoLine(
        number=photo.id,
        date=moment(photo.taken_at),
        label=photo.label,
        url=url_for("evolution.show", key=opened.key, photo=masked(opened.key, photo.id)),
        shown=photo is chosen,
    )
