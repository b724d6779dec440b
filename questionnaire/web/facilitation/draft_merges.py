"""Three-way merges into a draft: of the texts of two people, or of a draft with the version in service."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.criteria.yaml_source import MAX_BYTES
from questionnaire.errors import CannotWriteError, CriteriaError
from questionnaire.following.changes import Merge
from questionnaire.following.following import Texts
from questionnaire.services.drafts import validated
from questionnaire.storage import Draft
from questionnaire.typography import french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.merge_form import Sides, fits, merge_page, read_answers
from questionnaire.web.facilitation.text_delta import DELTA_FIELD, encode_delta, sent_text
from questionnaire.web.facilitation.view_models import differences
from questionnaire.web.forms import STALE, PageForm, whole_number

blueprint = Blueprint("draft_merges", __name__, url_prefix="/brouillons")

JOINED = "Les deux textes sont réunis dans ce brouillon."
CAUGHT_UP = "Ce brouillon contient maintenant ce qui a été publié depuis."
FAULTY = (
    "L’un des deux textes a des erreurs : ils ne peuvent pas être réunis. Gardez le vôtre dans un brouillon à part, "
    "corrigez ce qui est signalé, puis recommencez."
)
TOO_MANY = (
    "Trop d’endroits ont changé des deux côtés pour les demander un par un : gardez l’un des deux textes à part."
)
CHANGED_MEANWHILE = "Entre-temps, le brouillon a encore changé : relisez les questions, puis envoyez à nouveau."
SERVICE = Sides(
    "Ce brouillon",
    "La version en service",
    "la version en service",
    "Garder celui du brouillon",
    "Prendre celui de la version en service",
)


@dataclass(frozen=True)
class DraftMerge:
    """A merge into a draft: the words and the address of its page, and the three texts."""

    draft: Draft
    title: str
    lead: str
    address: str
    sides: Sides
    base_digest: str
    ours: str
    theirs: str
    delta: str = ""  # our text, when it is not stored: see text_delta.py


@blueprint.post("/<int:number>/reunir")
def join(number: int) -> ResponseReturnValue:
    """Merge the text sent with the one that somebody else saved meanwhile."""
    draft = find_draft(number)
    text = sent_text()
    if len(text.encode()) > MAX_BYTES:
        abort(413)
    draft_merge = DraftMerge(
        draft,
        "Réunir les deux textes",
        f"Vous et {draft.updated_by} avez changé ce brouillon en même temps.",
        url_for("facilitation.draft_merges.join", number=number),
        Sides(
            "Vous", draft.updated_by, draft.updated_by, "Garder le mien", f"Prendre celui de {draft.updated_by}"
        ),
        draft.base_digest,
        text,
        draft.source.decode(errors="replace"),
        delta=encode_delta(text, draft.base_digest),
    )
    return _answered(draft_merge, first="reunir" not in request.form)


@blueprint.route("/<int:number>/rattraper", methods=["GET", "POST"])
def catch_up(number: int) -> ResponseReturnValue:
    """Merge into a draft what was published since it began."""
    draft, last = find_draft(number), services().published.in_service
    source = services().publications.source(last.criteria_digest) or b""
    draft_merge = DraftMerge(
        draft,
        "Reprendre ce qui a été publié depuis",
        f"Depuis le début de ce brouillon, la version {last.label} a été mise en service.",
        url_for("facilitation.draft_merges.catch_up", number=number),
        SERVICE,
        draft.base_digest,
        draft.source.decode(errors="replace"),
        source.decode("utf-8-sig"),
    )
    if request.method != "POST":
        return _page(draft_merge, _merge(_texts(draft_merge)))
    return _answered(draft_merge, first=False)


def _answered(draft_merge: DraftMerge, *, first: bool) -> ResponseReturnValue:
    """Save the merge if every question is answered; else show it. `first`: its page was not shown yet."""
    texts = _texts(draft_merge)
    if not PageForm(formdata=request.form).validate():
        return _page(draft_merge, _merge(texts), STALE), 422
    if texts is None:
        return _page(draft_merge, None, french(FAULTY)), 422
    merge = texts.merge(of_project=False)
    if not fits(merge):
        return _page(draft_merge, None, french(TOO_MANY)), 422
    sent = read_answers(merge, request.form)
    merge = texts.merge(sent.answers, of_project=False)
    if sent.without_text or merge.unanswered:
        return _page(draft_merge, merge, missing=sent.without_text, waiting=not first), 422 if not first else 200
    try:
        source = texts.write(merge).encode()
    except CannotWriteError as error:
        return _page(draft_merge, None, french(error.reason)), 422
    if not _save(draft_merge, source):
        return _page(draft_merge, merge, french(CHANGED_MEANWHILE)), 409
    flash(CAUGHT_UP if draft_merge.sides is SERVICE else JOINED, "success")
    return redirect(url_for("facilitation.publishing.changes", number=draft_merge.draft.id), 303)


def _save(draft_merge: DraftMerge, source: bytes) -> bool:
    draft, author, drafts = draft_merge.draft, facilitator().name, services().drafts
    if whole_number(request.form.get("revision", "")) != draft.revision:
        return False
    if draft_merge.sides is not SERVICE:
        words = f"Texte réuni avec celui de {draft.updated_by}"
        return drafts.save(draft.id, source, draft.revision, author, words) is not None
    last = services().published.in_service
    waiting = draft.upstream_digest and draft.upstream_digest not in services().publications.included_digests()
    upstream = draft.upstream_digest if waiting else last.upstream_digest
    words = f"Repris de la version {last.label}, en service"
    saved = drafts.rebase(draft.id, source, draft.revision, author, last.criteria_digest, upstream, words)
    return saved is not None


def _texts(draft_merge: DraftMerge) -> Texts | None:
    """Return the texts to merge, or None when one of them has errors: only valid texts are merged."""
    for text in (draft_merge.ours, draft_merge.theirs):
        if validated(text.encode()).criteria is None:
            return None
    base = services().publications.source(draft_merge.base_digest) or b""
    try:
        services().published.get(draft_merge.base_digest)
    except CriteriaError:  # a version that only an earlier release could read
        return Texts(None, draft_merge.ours, draft_merge.theirs)
    return Texts(base.decode("utf-8-sig"), draft_merge.ours, draft_merge.theirs)


def _merge(texts: Texts | None) -> Merge | None:
    return texts.merge(of_project=False) if texts else None


def _page(
    draft_merge: DraftMerge,
    merge: Merge | None,
    problem: str = "",
    missing: list[str] | None = None,
    *,
    waiting: bool = False,
) -> str:
    page = (
        merge_page(merge, {}, problems=missing or (), sides=draft_merge.sides, whole=True)
        if merge and fits(merge)
        else None
    )
    if page is None and not problem:
        problem = french(FAULTY if merge is None else TOO_MANY)
    return render_template(
        "facilitation/draft_merge.html",
        draft_merge=draft_merge,
        draft=draft_merge.draft,
        delta_field=DELTA_FIELD,
        lines=differences(draft_merge.theirs, draft_merge.ours) if draft_merge.delta else [],
        page=page,
        problem=problem,
        waiting=[question for question in page.questions if not question.choice] if page and waiting else [],
        form=PageForm(formdata=None),
    )
