"""The words of an answer that has no level, as the questionnaire offers it and as everything else names it."""

from __future__ import annotations

from questionnaire.answers import State
from questionnaire.typography import NBSP

STATE_WORDS = {
    State.UNKNOWN: "Je ne sais pas",
    State.NOT_APPLICABLE: "Non concerné",
    State.BLANK: "Sans réponse",
    State.HIDDEN: "Question non posée",
}


def quoted_state(state: State) -> str:
    """Return « « Je ne sais pas » », to stand in a sentence."""
    return f"«{NBSP}{STATE_WORDS[state]}{NBSP}»"
