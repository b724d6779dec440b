"""Suggests stakes (a context question) from the words of a cloud; the animateur keeps those that the group retains.

Only words that were shown are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questionnaire.answers import AnswerSheet, ContextValue, as_tuple
from questionnaire.assessment.context_parts import context_asked
from questionnaire.assessment.parties import STAKES
from questionnaire.criteria.model import ContextChoice, ContextQuestion, Criteria
from questionnaire.workshop.cloud import Cloud, CloudWord
from questionnaire.workshop.words import stems

PROPOSED = 3  # stakes suggested at most, when the question sets no maximum
# choice of the shipped file -> words that suggest it; for other choices, the words of their titles are used
_SAID: Mapping[str, str] = {
    "lien-social": "lien, rencontre, rencontrer, convivialité, convivial, vivre ensemble, faire ensemble, solidarité, "
    "solidaire, entraide, isolement, mixité sociale, intergénérationnel, cohésion",
    "activite-emploi": "emploi, économie, économique, insertion, chômage, commerce, entreprise, entreprendre, "
    "entrepreneuriat, artisanat, artisan",
    "travail-proximite": "télétravail, coworking, bureau, espace de travail, travail partagé, travailler près, "
    "travailler autrement",
    "numerique": "numérique, informatique, internet, illectronisme, fablab, fab lab",
    "transition": "transition, écologie, écologique, environnement, climat, réparation, réparer, réemploi, recyclage, "
    "sobriété, biodiversité, circulaire, développement durable",
    "culture": "culture, culturel, artistique, artiste, art, musique, spectacle, théâtre",
    "centre-bourg": "centre bourg, bourg, centre ville, revitaliser, revitalisation, redynamiser, redynamisation, "
    "désertification, bâtiment, friche",
    "jeunesse": "jeunesse, jeune, adolescent, ado, étudiant, lycéen",
    "services": "service, accès droit, santé, soin",
    "apprendre": "apprendre, apprentissage, formation, former, transmettre, transmission, savoir, compétence, éducation",
    "participation": "participation, participatif, participer, citoyen, citoyenne, citoyenneté, démocratie, "
    "démocratique, gouvernance, concertation, co construction, coconstruction, engagement, bénévolat, bénévole, vie locale",
    "alimentation": "alimentation, alimentaire, agriculture, agricole, paysan, circuit court, maraîchage, potager, "
    "jardin partagé, manger",
}
_BETWEEN = re.compile(r",| et | ou ")


@dataclass(frozen=True, slots=True)
class ProposedStake:
    """A stake, and the words that suggest it, the most frequent first."""

    choice: ContextChoice
    words: tuple[CloudWord, ...]

    @property
    def count(self) -> int:
        """How many people gave these words, counted once a word."""
        return sum(word.count for word in self.words)


def proposed_stakes(criteria: Criteria, sheet: AnswerSheet, clouds: Iterable[Cloud]) -> tuple[ProposedStake, ...]:
    """Return the stakes that the words shown suggest, the most frequent first; no more than may be chosen."""
    question = _question(criteria, sheet)
    if question is None:
        return ()
    words = [word for cloud in clouds for word in cloud.words]
    stakes = [
        ProposedStake(choice, led)
        for choice in question.choices_for(sheet.viewpoint)
        if (led := tuple(word for word in words if _leads(word, choice)))
    ]
    return tuple(sorted(stakes, key=lambda stake: -stake.count)[: question.maximum or PROPOSED])


def chosen_stakes(proposed: Iterable[ProposedStake], kept: Iterable[str]) -> dict[str, ContextValue]:
    """Return the context of the stakes that the group retains, among those proposed."""
    kept_ids = set(kept)
    chosen = tuple(stake.choice.id for stake in proposed if stake.choice.id in kept_ids)
    return {STAKES: chosen} if chosen else {}


def kept_titles(criteria: Criteria, sheet: AnswerSheet) -> tuple[str, ...]:
    """Return the titles of the stakes that a sheet holds."""
    question, kept = criteria.context_question(STAKES), as_tuple(sheet.context.get(STAKES, ()))
    return tuple(choice.title for choice in (question.choices if question else ()) if choice.id in kept)


def _question(criteria: Criteria, sheet: AnswerSheet) -> ContextQuestion | None:
    return next((question for question in context_asked(criteria, sheet) if question.id == STAKES), None)


def _leads(word: CloudWord, choice: ContextChoice) -> bool:
    """Tell whether a word of the cloud contains all the stems of one of the expressions of a choice."""
    said = set(stems(word.label))
    ways = _BETWEEN.split(_SAID.get(choice.id, choice.title))
    return any(said.issuperset(stems(way)) for way in ways if way.strip())
