"""The choices of the form of a condition: the subjects of its lines, and what may be compared with each."""

from __future__ import annotations

from questionnaire.answers import State
from questionnaire.criteria.conditions import atoms
from questionnaire.criteria.elements import FileElement, elements, find_element
from questionnaire.criteria.id_places import EARLY_CONDITIONS
from questionnaire.criteria.state_words import quoted_state
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing import field_options as offered
from questionnaire.editing.condition_lines import AXIS, CRITERION, NAMED, QUESTION, VIEWPOINT, ConditionLine
from questionnaire.editing.field_options import Options
from questionnaire.typography import french

STATES: Options = (
    ("etat.repondu", "A une réponse, quel que soit le niveau"),
    ("etat.ne_sait_pas", quoted_state(State.UNKNOWN)),
    ("etat.non_concerne", quoted_state(State.NOT_APPLICABLE)),
    ("etat.sans_reponse", "Reste sans réponse"),
)
SCORES: Options = (("score_min", "Au moins"), ("score_max", "Au plus"))
VIEWPOINTS: Options = (("collectivite", "Une collectivité"), ("projet", "Un projet ou un tiers-lieu"))
ABOUT_VIEWPOINT = "Qui répond"
LINE_WORDS = {  # the label between a subject and its comparison
    QUESTION: "La réponse est l’une de celles-ci",
    CRITERION: "La réponse",
    AXIS: "Le score est",
    VIEWPOINT: "On répond pour",
    NAMED: "",
}
_GROUPS = {
    QUESTION: ("Une question de contexte", "contexte"),
    CRITERION: ("La réponse à un critère", "critere"),
    AXIS: ("Le score d’un axe", "axe"),
    NAMED: ("Une condition nommée", "condition"),
}


def is_early(element: FileElement, name: str) -> bool:
    """Tell whether a condition is evaluated before the questions, when only the context and the viewpoint are known."""
    return f"{element.kind.pattern}.{name}" in EARLY_CONDITIONS


def subjects(source: YamlSource, element: FileElement, name: str) -> list[tuple[str, Options]]:
    """Return the subjects that a condition of an element may have, in titled groups of (value in the form, title)."""
    early = is_early(element, name)
    groups: list[tuple[str, Options]] = []
    for kind, (group, word) in _GROUPS.items():
        if (early and kind in (CRITERION, AXIS)) or (kind == NAMED and element.kind.word == "condition"):
            continue
        possible = [
            candidate
            for candidate in elements(source, word)
            if candidate.key and _is_offered(candidate, early=early)
        ]
        groups.append((group, tuple((f"{kind}.{candidate.key}", candidate.title) for candidate in possible)))
        if kind == QUESTION:
            groups.append(("Le regard", ((VIEWPOINT, ABOUT_VIEWPOINT),)))
    return [(group, options) for group, options in groups if options]


def _is_offered(element: FileElement, *, early: bool) -> bool:
    if element.kind.word == "contexte":
        return isinstance(element.value, dict) and element.value.get("type") in ("choix", "choix_multiple")
    on_answers = any("critere" in atom or "axe" in atom for _, atom in atoms(element.value, ()))
    return not (early and element.kind.word == "condition" and on_answers)


def line_options(source: YamlSource, line: ConditionLine) -> Options:
    """Return the comparisons offered for the subject of a line; those of the text stay offered, even unknown ones."""
    known: Options = ()
    if line.kind == QUESTION:
        known = tuple(offered.choices_of(source, line.key))
    elif line.kind == CRITERION:
        scale = offered.levels(source)
        known = (
            *((f"niveau_min.{level}", french(f"Au moins au niveau {words}")) for level, words in scale[1:]),
            *((f"niveau_max.{level}", french(f"Au plus au niveau {words}")) for level, words in scale[:-1]),
            *((value, french(words)) for value, words in STATES),
        )
    elif line.kind == AXIS:
        known = SCORES
    elif line.kind == VIEWPOINT:
        known = VIEWPOINTS
    return (*known, *((value, f"{value} (introuvable)") for value in chosen(line) if value not in dict(known)))


def line_title(source: YamlSource, line: ConditionLine) -> str:
    """Return the title of the subject of a line."""
    if line.kind == VIEWPOINT:
        return ABOUT_VIEWPOINT
    subject = find_element(source, _GROUPS[line.kind][1], line.key) if line.kind in _GROUPS else None
    return subject.title if subject else f"{line.key} (introuvable)"


def chosen(line: ConditionLine) -> tuple[str, ...]:
    """Return the options of `line_options` that are selected in a line."""
    if line.kind == CRITERION and line.values:
        return (f"{line.comparison}.{line.values[0]}",)
    if line.kind == AXIS and line.comparison:
        return (line.comparison,)
    return line.values


def with_choice(line: ConditionLine, sent: list[str], number: str) -> ConditionLine:
    """Return a line with the options that a form sends, and `number` for a score; without any, its values are empty."""
    comparison, values = line.kind, tuple(sent)
    if line.kind == QUESTION:
        comparison = "vaut"
    elif line.kind == CRITERION:
        comparison, _, level = (sent[0] if sent else "").partition(".")
        values = (level,) if level else ()
    elif line.kind == AXIS:
        comparison, values = (sent[0] if sent else ""), (number,) if number else ()
    return ConditionLine(line.kind, line.key, comparison, values, line.negated)


def line_of_subject(subject: str) -> ConditionLine:
    """Return a line about a subject that a form sends, without a comparison yet."""
    kind, _, key = subject.partition(".")
    return ConditionLine(kind, key)
