"""Texts of dated copies: their author in the third person, and what they show."""

from __future__ import annotations

from questionnaire.answers import Viewpoint
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_wording import commitment_words
from questionnaire.assessment.parties import AUTHORITIES, RESPONDENT
from questionnaire.assessment.report import Report
from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.typography import NBSP, counted, in_words, upper_first

_THIRD_PERSON = (  # words of the results to their author -> the same about the author
    ("Votre expérience", "Cette expérience"),
    ("vos réponses", "les réponses"),
    ("Vos réponses", "Les réponses"),
    ("ne vous concerne", "ne s’applique"),
    ("notre territoire", "ce territoire"),
)


def in_third_person(text: str) -> str:
    """Return a text of the results in the third person."""
    for second, third in _THIRD_PERSON:
        text = text.replace(second, third)
    return text


def party_words(report: Report) -> str:
    """Return « la commune », « l’équipe du projet »: the author, always feminine."""
    if report.viewpoint is Viewpoint.PROJET:
        return team_words(report.criteria, report.sheet.context.get(STAGE))
    return AUTHORITIES.get(str(report.sheet.context.get(RESPONDENT)), "la collectivité")


def team_words(criteria: Criteria, stage: object) -> str:
    """Return « l’équipe du lieu » once it has opened, « l’équipe du projet » before."""
    question = criteria.context_question(STAGE)
    choices = question.choices if question else ()
    opened = any(choice.id == stage and choice.open for choice in choices)
    return f"l’équipe du {'lieu' if opened else 'projet'}"


def steps_title(count: int) -> str:
    """Return « Les trois pas envisagés »."""
    return "Le pas envisagé" if count == 1 else f"Les {in_words(count)} pas envisagés"


def step_words(engagement: Engagement) -> str:
    """Return « Gardé : l’adjointe, avant le 12 mars 2027, à faire. »."""
    return f"Gardé{NBSP}: {commitment_words(engagement)}."


def answers_title(*, answers: bool, notes: bool) -> str:
    """Return « Les réponses et les notes »: the heading of what was added."""
    if not answers:
        return "Les notes"
    return LABELS["details"] if notes else "Les réponses"


def notes_words(count: int) -> str:
    """Return « Mes 6 notes »."""
    return "Ma note" if count == 1 else f"Mes {counted(count, 'note')}"


def shown_words(*, score: bool, answers: bool, notes: bool, plan: bool) -> str:
    """Return « Profil et pas ; sans réponses ni notes. »: what a copy shows."""
    shown = [*(["réponses"] if answers else []), *(["notes"] if notes else []), *(["engagements"] if plan else [])]
    hidden = [*([] if answers else ["réponses"]), *([] if notes else ["notes"])]
    lines = [
        "Profil et pas" if score else "Pas, sans le score",
        *([f"avec {' et '.join([', '.join(shown[:-1]), shown[-1]] if shown[1:] else shown)}"] if shown else []),
        *([f"sans {' ni '.join(hidden)}"] if hidden else []),
    ]
    return f"{f'{NBSP}; '.join(lines)}."


def point_of_view(party: str) -> str:
    """Return « Le point de vue de la commune »."""
    return f"Le point de vue de {party}"


def invitation_words(other_party: str) -> str:
    """Return « L’équipe du projet, qui pourra répondre de son côté »."""
    several = other_party.startswith("les ")
    return f"{upper_first(other_party)}, qui {'pourront répondre de leur' if several else 'pourra répondre de son'} côté"
