"""Texts of the forms of elements: labels, help, words of choices, messages."""

from __future__ import annotations

from pydantic import BaseModel

from questionnaire.answers import State
from questionnaire.criteria.field_labels import field_words
from questionnaire.criteria.json_schema import HELP
from questionnaire.criteria.state_words import quoted_state
from questionnaire.typography import french

VIEWPOINT_WORDS = {"collectivite": "pour la collectivité", "projet": "pour le projet"}
CHOICE_WORDS = {
    "collectivite": "La collectivité",
    "projet": "Le projet",
    "choix": "Un choix",
    "choix_multiple": "Plusieurs choix",
    "texte": "Un texte court",
    "debut": "Avant les questions",
    "resultats": "Avec les résultats",
}
ITEM_WORDS = {
    "labels": "label",
    "contacts": "contact",
    "liens": "lien",
    "illustre": "critère illustré",
    "exige": "critère exigé",
    "echelle": "niveau",
    "paliers": "palier",
}
CONDITION_ALWAYS = "Aucune condition : toujours."
READ_IN_THE_TEXT = "Se lit et se change dans le texte."
NOTHING_WRITTEN = "(rien)"
EMPTY = "ce champ ne peut pas rester vide."
NO_VIEWPOINT = "cochez au moins un regard."
NO_BOX = "cochez au moins une case."
NO_SENTENCE = "écrivez la phrase, pour l’un des deux regards au moins."
SENTENCE_AND_NONE = "une phrase est écrite aussi : effacez-la, ou choisissez « Oui »."
ELSEWHERE = "ce changement créerait une erreur ailleurs dans le brouillon ; elle est dite en haut de la page."
ID_TAKEN = "cet identifiant sert déjà dans ce brouillon : choisissez-en un autre."
NAME_TAKEN = "ce nom sert déjà dans ce brouillon : choisissez-en un autre."
OFFER_LABEL = "cette réponse est-elle proposée ?"
OFFER_WORDS = ((True, "Oui, avec cette phrase"), (False, f"Pas de réponse {quoted_state(State.NOT_APPLICABLE)}"))
_FORM_MESSAGES = {  # by pydantic error type; the other messages do not mention how YAML is written
    "missing": EMPTY,
    "string_too_short": EMPTY,
    "too_short": "choisissez-en au moins un.",
    "share": "un nombre entre 0 et 1 est attendu, par exemple 0,5.",
    "contact": "un contact a au moins un téléphone, un courriel ou un lien.",
}
NOT_A_NUMBER = "écrivez un nombre en chiffres, par exemple 2 ou 0,5."
NOT_A_WHOLE_NUMBER = "écrivez un nombre entier en chiffres, par exemple 2."
NOT_TEN_DIGITS = "un numéro français a dix chiffres : il y en a"
PAST_DATE = "Cette date est passée : vérifiez le contact, puis choisissez une date à venir."
NOT_A_CHOICE = "ce choix n’existe plus : choisissez parmi ceux qui sont proposés."
GROUP_WORDS = {
    "presentation": "présentation",
    "regards": "les deux regards",
    "echelle": "échelle",
    "paliers": "paliers",
    "source": "document d’origine",
}
# help that replaces that of the JSON Schema where it is about YAML, or only repeats the label
_HELP = {
    "titre": "",
    "texte": "",
    "nom": "",
    "annee": "",
    "pour": "Qui est concerné.",
    "non_concerne": "La phrase qui dit quand cette réponse est légitime. Vide pour un regard : elle ne lui est pas proposée.",
    "niveaux": "Ce que l’on observe à chaque niveau, du plus bas au plus haut.",
    "conseil.niveaux": "Aucun coché : tous les niveaux.",
    "conseil.famille": "Un nom court, commun à plusieurs conseils : seul celui de la plus petite marche est montré.",
    "exemples": "Les lieux cités avec ce texte.",
    "ressources": "Ce qui est proposé à lire.",
    "suppose": "Le critère qui doit venir avant, et le niveau qu’il faut.",
    "attendu": "Le niveau attendu à chaque étape. Là où rien n’est choisi, le plus haut.",
    "parcours.criteres": "Aucun coché : tous les critères.",
    "ressource.criteres": "Les critères que cette ressource éclaire.",
    "monte": "Les critères dont les conseils deviennent plus importants avec ce choix.",
    "obligatoire": "Faut-il répondre pour continuer ?",
    "type": "Un changement de type se vérifie dans l’aperçu.",
    "place": "Où la question est posée.",
    "si": "Quand la question est posée. Rien de coché : toujours. Plusieurs : toutes à la fois.",
    "quand": "Quand cela s’applique. Rien de coché : toujours. Plusieurs : toutes à la fois.",
    "ouvert": "À cette étape, le lieu est-il ouvert ?",
    "afficher_note_globale": "Montrer une note d’ensemble. Déconseillé : le profil dit mieux.",
    "couverture_minimale": "La part de réponses, de 0 à 1, sous laquelle un axe est « à préciser ».",
    "contexte": "Ce que la personne inventée répond aux questions de contexte.",
    "reponses": "Ce qu’elle répond à chaque critère ; la note est facultative.",
    "liens": "Une adresse et son titre. Vider les deux retire le lien.",
    "contacts": "Des personnes ou des services d’ici. La date rappelle de vérifier le contact ; elle n’est pas montrée à qui répond. Vider un contact le retire.",
    "labels": "Vider le nom et l’année retire le label.",
    "illustre": "Le critère, et ce que le lieu montre. Vider les deux le retire.",
    "paliers": "Chacun avec le score, de 0 à 100, à partir duquel il est atteint.",
    "source": "Le document d’où viennent les critères.",
    "presentation": "Les phrases de la page d’accueil et du bas des résultats.",
}
# the foldable sections of a long form: (title, keys); the first one is open
SECTIONS = {
    "critere": (
        ("La question", ("titre", "question", "aide")),
        ("Les réponses", ("niveaux", "non_concerne")),
        ("Pour en parler", ("a_demander", "dialogue")),
        ("Ce que le critère compte", ("poids", "attendu")),
        ("Quand la question est posée", ("si", "suppose")),
        ("Les textes courts des résultats", ("fil", "en_bref", "objet")),
    ),
    "conseil": (
        ("Le conseil", ("titre", "pourquoi", "premier_pas", "etapes", "piege")),
        ("Avec qui", ("acteurs", "contacts")),
        ("Quand il est montré", ("pour", "niveaux", "quand", "famille", "marche")),
        ("Effort et effet", ("effort", "effet")),
        ("Exemples et ressources", ("exemples", "ressources")),
    ),
    "lieu": (
        ("Le lieu", ("nom", "commune", "departement", "annee", "annee_de", "portage", "statut")),
        ("Ce qui s’y fait", ("situation", "but", "activites", "publics")),
        ("Ses labels et ses liens", ("labels", "liens")),
        ("Ce qu’il illustre", ("illustre",)),
    ),
    "profil": (
        ("Le profil", ("titre", "texte", "regard", "parcours")),
        ("Sa situation", ("contexte",)),
        ("Ses réponses", ("reponses",)),
    ),
}
_ARTICLES = ("le ", "la ", "les ", "l’")


def form_message(kind: str) -> str:
    """Return the message of a form for a pydantic error type; empty when the message for the file also suits."""
    return french(_FORM_MESSAGES.get(kind, ""))


def field_label(model: type[BaseModel], name: str) -> str:
    """Return the label of a field, without its article: « question », « poids »."""
    words = field_words(model.__name__, name) or name
    article = next((article for article in _ARTICLES if words.startswith(article)), "")
    return french(words.removeprefix(article))


def field_help(word: str, name: str) -> str:
    """Return the help of a key of a kind of element: that of the forms, else that of the JSON Schema."""
    own = _HELP.get(f"{word}.{name}", _HELP.get(name))
    return HELP.get(name, "") if own is None else own


def group_label(model: type[BaseModel], alias: str) -> str:
    """Return the title of the group of fields under a key of the file."""
    name = next((name for name, info in model.model_fields.items() if (info.alias or name) == alias), alias)
    words = GROUP_WORDS.get(alias) or field_label(model, name)
    return french(words[:1].upper() + words[1:])
