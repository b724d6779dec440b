"""The two parties as the context tells them: who the other is, whether there is one, how they get on."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.criteria.model import STAGE

# context questions and choices of the shipped file; another file goes without
CARRIER, CARRIED_BY_AUTHORITY = "portage", "collectivite"
RESPONDENT = "repondant"  # on whose behalf one answers, or with whom
CLIMATE = "climat"
STAKES = "enjeux-prioritaires"
AUTHORITIES = {"commune": "la commune", "intercommunalite": "l’intercommunalité"}
_DIFFICULT = ("tendus", "rompus")
_NO_PROJECT = "aucun"  # the stage without anybody to invite


def other_party(sheet: AnswerSheet) -> str:
    """Return who the respondent works with: « l’équipe du projet », « les personnes du lieu », « la commune »."""
    if sheet.viewpoint is Viewpoint.PROJET:
        return AUTHORITIES.get(str(sheet.context.get(RESPONDENT)), "la collectivité")
    carried = sheet.context.get(CARRIER) == CARRIED_BY_AUTHORITY
    return "les personnes du lieu" if carried else "l’équipe du projet"


def has_other_party(sheet: AnswerSheet) -> bool:
    """Tell whether the respondent knows of another party."""
    return sheet.context.get(STAGE) != _NO_PROJECT


def difficult_exchanges(sheet: AnswerSheet) -> bool:
    """Tell whether exchanges are strained or broken: one subject is then better than three, and no figure is."""
    return sheet.context.get(CLIMATE) in _DIFFICULT
