"""What the context says of the two parties: who the other one is, whether there is one, how they get on."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.criteria.model import STAGE

# ids of context questions and choices of the shipped file; another file may lack them
CARRIER, CARRIED_BY_AUTHORITY = "portage", "collectivite"
RESPONDENT = "repondant"  # on whose behalf one answers, or with whom
CLIMATE = "climat"
STAKES = "enjeux-prioritaires"
AUTHORITIES = {"commune": "la commune", "intercommunalite": "l’intercommunalité"}
_DIFFICULT = ("tendus", "rompus")
_NO_PROJECT = "aucun"  # the stage without a project, hence without another party


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
    """Tell whether the respondent says that exchanges with the other party are strained or broken off."""
    return sheet.context.get(CLIMATE) in _DIFFICULT
