"""French labels of the fields of the criteria; values and conditions in words."""

from __future__ import annotations

from fractions import Fraction

from questionnaire.answers import State
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.errors import quoted

# « Model.field », or « field » when it means the same in every model -> label
FIELDS: dict[str, str] = {
    "Criteria.title": "le titre de l’outil",
    "Criteria.version": "le nom de la version",
    "Criteria.format": "le format",
    "Criteria.minimum_coverage": "la couverture minimale",
    "Criteria.cards_max": "le nombre de conseils montrés",
    "Criteria.situations_max": "le nombre de situations montrées",
    "Criteria.show_overall": "l’affichage d’une note globale",
    "Source.title": "le titre du document d’origine",
    "Source.year": "l’année du document d’origine",
    "Source.link": "l’adresse du document d’origine",
    "Presentation.tagline": "l’accroche",
    "Presentation.text": "le texte de présentation",
    "Presentation.disclaimer": "l’avertissement",
    "ViewpointText.title": "le titre du regard",
    "ViewpointText.text": "le texte du regard",
    "ScaleLevel.level": "le numéro du niveau",
    "Tier.threshold": "le seuil",
    "Tier.gates": "les critères exigés",
    "Gate.criterion": "le critère exigé",
    "Gate.at_least": "le niveau exigé",
    "Path.minutes": "la durée annoncée",
    "Path.criteria": "les critères du parcours",
    "ContextQuestion.kind": "le type de question",
    "ContextQuestion.place": "la place de la question",
    "ContextQuestion.required": "le caractère obligatoire",
    "ContextQuestion.maximum": "le maximum",
    "ContextQuestion.choices": "les choix",
    "ContextChoice.raises": "les critères que ce choix fait monter",
    "ContextChoice.message": "le message",
    "Axis.weight": "le poids de l’axe",
    "Axis.criteria": "les critères de l’axe",
    "Criteria.conditions": "les conditions nommées",
    "ContextChoice.open": "l’ouverture du lieu à cette étape",
    "Criterion.subject": "l’objet",
    "Criterion.thread": "le fil",
    "Criterion.brief": "le texte en bref",
    "Criterion.prerequisite": "le critère qui vient avant",
    "Criterion.help_texts": "l’aide",
    "Criterion.weight": "le poids",
    "Criterion.expected": "le niveau attendu",
    "Criterion.not_applicable": f"la réponse {quoted(STATE_WORDS[State.NOT_APPLICABLE])}",
    "Criterion.levels": "les niveaux",
    "Criterion.ask": "la consigne « à qui demander »",
    "Criterion.dialogue_texts": "la question à se poser à deux",
    "Criterion.cards": "les conseils",
    "Card.levels": "les niveaux où le conseil est donné",
    "Card.family": "la famille du conseil",
    "Card.step": "la marche dans la famille",
    "Card.why": "le pourquoi",
    "Card.title_texts": "le titre",
    "Card.first_step_texts": "le premier pas",
    "Card.steps": "les étapes suivantes",
    "Card.actors": "les personnes avec qui agir",
    "Card.contacts": "les contacts",
    "Contact.who": "le nom du contact",
    "Contact.phone": "le téléphone",
    "Contact.email": "le courriel",
    "Contact.link": "le lien",
    "Contact.review_by": "la date de relecture",
    "Card.trap": "le piège",
    "Card.effort": "l’effort",
    "Card.effect": "l’effet",
    "Situation.complement": "le complément",
    "Situation.gestures": "les gestes",
    "Situation.cards": "les conseils mis en tête",
    "Place.name": "le nom",
    "Place.town": "la commune",
    "Place.department": "le département",
    "Place.year_of": "ce que dit l’année",
    "Place.carrier": "le portage",
    "Place.status": "le statut",
    "Place.setting": "la situation",
    "Place.purpose": "le but",
    "Place.activities": "les activités",
    "Place.audience": "les publics",
    "Place.labels": "les labels",
    "Place.links": "les liens",
    "Place.illustrates": "ce que le lieu illustre",
    "Label.name": "le nom du label",
    "Label.year": "l’année du label",
    "Link.url": "l’adresse du lien",
    "Link.title": "le titre du lien",
    "Illustration.criterion": "le critère illustré",
    "Illustration.why": "ce que le lieu montre",
    "Resource.publisher": "l’éditeur",
    "Resource.url": "l’adresse",
    "Resource.summary": "le résumé",
    "Resource.criteria": "les critères liés",
    "GlossaryEntry.term": "le mot",
    "GlossaryEntry.definition": "la définition",
    "GlossaryEntry.source": "la source",
    "Profile.viewpoint": "le regard",
    "Profile.path": "le parcours",
    "Profile.context": "la situation du profil",
    "Profile.answers": "les réponses du profil",
    "ProfileAnswer.level": "le niveau répondu",
    "ProfileAnswer.state": "l’état de la réponse",
    "ProfileAnswer.note": "la note de la réponse",
    "id": "l’identifiant",
    "title": "le titre",
    "text": "le texte",
    "year": "l’année",
    "help": "l’aide",
    "question": "la question",
    "viewpoints": "les regards concernés",
    "condition": "la condition",
    "places": "les exemples",
    "resources": "les ressources",
}
FEMININE = ("la ", "l’accroche", "l’adresse", "l’aide", "l’année", "les activités", "les personnes", "les étapes")
_STATES = {
    State.ANSWERED: "reçoit une réponse",
    State.UNKNOWN: f"reçoit {quoted(STATE_WORDS[State.UNKNOWN])}",
    State.NOT_APPLICABLE: f"reçoit {quoted(STATE_WORDS[State.NOT_APPLICABLE])}",
    State.BLANK: "reste sans réponse",
    State.HIDDEN: "n’est pas posé",
}


def field_words(model: str, name: str) -> str | None:
    """Return the label of a field of a model, as « le seuil », or None when it has none."""
    return FIELDS.get(f"{model}.{name}") or FIELDS.get(name)


def is_feminine(label: str) -> bool:
    """Tell whether a sentence about this label agrees in the feminine."""
    return label.startswith(FEMININE)


def value_words(value: object) -> str:
    """Return a value as shown in a sentence: « 0,5 » for a half, « oui » for True, « rien » when empty."""
    if value is None or value == "" or value == ():
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Fraction):
        return f"{float(value):g}".replace(".", ",")
    if isinstance(value, Condition):
        return condition_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(value_words, value))
    return str(getattr(value, "value", value))


def condition_words(condition: Condition) -> str:
    """Return a condition as a French clause, with the ids of the file."""
    for conditions, separator in ((condition.all_of, " et "), (condition.any_of, " ou ")):
        if conditions is not None:
            return separator.join(map(_nested, conditions))
    if condition.none_of is not None:
        return "ni " + ", ni ".join(map(_nested, condition.none_of))
    if condition.names is not None:
        return " et ".join(quoted(name) for name in condition.names)
    if condition.viewpoint is not None:
        return f"le regard est « {condition.viewpoint.value} »"
    if condition.context is not None:
        return f"« {condition.context} » vaut {' ou '.join(condition.values or ())}"
    subject, bounds = _bounds(condition)
    return f"« {subject} » {bounds}"


def _bounds(condition: Condition) -> tuple[str, str]:
    if condition.state is not None:
        return condition.criterion or "", _STATES[condition.state]
    if condition.criterion is not None:
        level_max = condition.level_max
        return condition.criterion, f"est au plus au niveau {level_max}" if level_max is not None else (
            f"est au moins au niveau {condition.level_min}"
        )
    score_max = condition.score_max
    return condition.axis or "", f"a au plus {value_words(score_max)} sur 100" if score_max is not None else (
        f"a au moins {value_words(condition.score_min)} sur 100"
    )


def _nested(condition: Condition) -> str:
    simple = condition.all_of is None and condition.any_of is None and condition.none_of is None
    return condition_words(condition) if simple else f"({condition_words(condition)})"
