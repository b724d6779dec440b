"""The first page of a draft: its plan, and the search in its values."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.criteria.elements import TITLES
from questionnaire.criteria.searching import Hit, search
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.setting_search import search_settings
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, DraftState
from questionnaire.typography import french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import reading
from questionnaire.web.facilitation.draft_problems import draft_problems
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.forms import RenameForm
from questionnaire.web.facilitation.plan_view import MAX_FOUND, found_lines, found_words, make_plan
from questionnaire.web.facilitation.preview_links import PreviewLinks
from questionnaire.web.facilitation.to_reread import to_reread
from questionnaire.web.facilitation.view_models import problem_lines
from questionnaire.web.forms import whole_number

blueprint = Blueprint("plan", __name__, url_prefix="/brouillons")


@blueprint.get("/<int:number>")
@reading
def show(number: int) -> ResponseReturnValue:
    """Show the plan of a draft, or the results of a search in it."""
    draft, query = find_draft(number), request.args.get("q", "").strip()
    if line := whole_number(request.args.get("ligne", "")):  # the former address of a line of the text
        return redirect(url_for("facilitation.drafts.edit", number=number, ligne=line, _anchor="source"), 303)
    source = readable(draft.source)
    if source and query:
        return _search_page(draft, source, query)
    validation = validated(draft.source)
    base = readable(services().publications.source(draft.base_digest) or b"")
    return render_template(
        "facilitation/plan.html",
        draft=draft,
        parts=make_plan(number, validation, source, base) if source else [],
        verdict=french(validation.verdict),
        valid=validation.criteria is not None,
        problems=problem_lines(validation.problems),
        grouped_problems=draft_problems(number, source, validation.problems)
        if source and validation.problems
        else None,
        last_readable=_last_readable(draft) if source is None else None,
        rereading=to_reread(draft),
        rename_form=RenameForm(formdata=None, data={"title": draft.title}),
    )


def _last_readable(draft: Draft) -> DraftState | None:
    """Return the last state of a draft whose text can be read, if the history has one."""
    drafts = services().drafts
    return next(
        (state for state in drafts.states(draft.id) if readable(drafts.state_source(draft.id, state.id) or b"")),
        None,
    )


def _search_page(draft: Draft, source: YamlSource, query: str) -> str:
    result = search(source, query)
    links = PreviewLinks(draft)
    titles = [hit for hit in result.hits if _is_title(hit)]
    others = [hit for hit in result.hits if hit not in titles]
    named = found_lines(draft, source, titles, links)
    lines = found_lines(draft, source, others[: max(0, MAX_FOUND - len(named))], links)
    settings = search_settings(source, query)
    return render_template(
        "facilitation/search.html",
        draft=draft,
        query=query,
        verdict=found_words(len(result.hits) + len(settings), query),
        settings=found_lines(draft, source, settings, links),
        settings_count=len(settings),
        scattered=result.scattered,
        suggestion="" if settings else result.suggestion,
        titles=named,
        hits=lines,
        more=len(result.hits) - len(named) - len(lines),
    )


def _is_title(hit: Hit) -> bool:
    """Tell whether a hit is in the title of an element."""
    own = hit.path[len(hit.element.path) :] if hit.element else ()
    return bool(own) and own[0] in TITLES
