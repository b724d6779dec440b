"""The JSON Schema of criteria.yaml, generated from the model: completion and help in text editors."""

from __future__ import annotations

import json
from typing import Any

from questionnaire.answers import State
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.state_words import STATE_WORDS

TITLE = "Critères de Terrain d’entente"

# help of each key of the file; a test checks that none is missing
HELP = {
    "a_relire_avant": "Le jour avant lequel vérifier que le contact est encore bon ; il n’est pas montré à qui répond.",
    "a_demander": f"À qui demander, et quoi, quand on a répondu « {STATE_WORDS[State.UNKNOWN]} ».",
    "accroche": "La phrase qui ouvre la page d’accueil.",
    "acteurs": "Avec qui faire le premier pas : des personnes concrètes.",
    "activites": "Ce que l’on trouvait dans le lieu, d’après le rapport de 2020.",
    "afficher_note_globale": "oui ou non : montrer une note d’ensemble (déconseillé : le profil dit mieux).",
    "aide": "L’aide repliée sous la question.",
    "annee": "Une année, sans guillemets.",
    "annee_de": "Ce que dit l’année : création, inauguration…",
    "attendu": "Le niveau attendu à chaque étape (question « stade ») ; sans précision, le plus haut.",
    "au_moins": "Le niveau minimal du critère exigé.",
    "aucun": "Vrai si aucune des conditions de la liste n’est vraie.",
    "avant_ouverture": "Le même texte, pour les étapes où le lieu n’est pas encore ouvert (facultatif).",
    "avertissement": "Ce que l’outil n’est pas ; affiché au bas des résultats.",
    "axe": "L’identifiant d’un axe ; s’emploie avec score_min ou score_max.",
    "axes": "Les familles de critères. Chaque axe a son score.",
    "but": "Ce que le lieu cherche à faire, en une phrase.",
    "choix": "Les réponses proposées.",
    "collectivite": "Le texte pour qui répond au nom d’une collectivité.",
    "commune": "La commune du lieu.",
    "complement": "Une phrase ajoutée à la situation quand une condition de plus est vraie.",
    "conditions": "Des conditions nommées une fois, que « si » et « quand » citent par leur nom.",
    "conseils": "Les conseils du critère ; dans une situation, les identifiants de ceux qu’elle met en tête.",
    "conseils_max": "Combien de conseils sont retenus : les trois premiers pour ce mois-ci ; les autres si l’un ne convient pas.",
    "contacts": "Des personnes ou des services à qui s’adresser (facultatif).",
    "contexte": "Les questions sur le contexte, qui ne comptent dans aucun score ; dans une condition, l’identifiant d’une de ces questions.",
    "couverture_minimale": "La part de réponses, de 0 à 1, sous laquelle un axe est « à préciser ».",
    "courriel": "Une adresse de courriel.",
    "critere": "L’identifiant d’un critère.",
    "criteres": "Les critères de l’axe, ou des identifiants de critères.",
    "definition": "Une définition en mots simples.",
    "departement": "Le département du lieu.",
    "dialogue": "La question à poser ensemble quand les deux regards diffèrent.",
    "echelle": "Les niveaux communs à tous les critères, du plus bas au plus haut.",
    "editeur": "Qui publie la ressource.",
    "effet": "Ce que le conseil change : 1 faible, 2 moyen, 3 fort. Plus il est fort, plus le conseil monte.",
    "effort": "Ce que le conseil demande : 1 faible, 2 moyen, 3 fort. Plus il est faible, plus le conseil monte.",
    "en_bref": "Huit mots au plus, qui se lisent après « Vous pouvez compter sur ».",
    "etapes": "La suite, étape par étape (facultatif).",
    "etat": "repondu, ne_sait_pas, non_concerne ou sans_reponse.",
    "exemples": "Des identifiants de tiers-lieux cités en exemple.",
    "exige": "Des critères qui doivent être à un certain niveau pour atteindre ce palier.",
    "famille": "Un nom commun à plusieurs conseils : seul celui de la plus petite « marche » est montré.",
    "fil": "L’idée unique que suivent les niveaux ; jamais affichée, elle sert à qui écrit.",
    "format": "Le format du fichier : 2, ou 1 pour garder l’ancienne façon de choisir les conseils.",
    "gestes": "Des gestes simples proposés dans cette situation.",
    "glossaire": "Les mots expliqués.",
    "id": "Un identifiant : minuscules sans accent, chiffres, tirets. Ne le changez plus une fois publié.",
    "illustre": "Les critères que ce lieu aide à comprendre.",
    "labels": "Les labels reçus, d’après le rapport de 2020.",
    "lien": "Une adresse web.",
    "liens": "Des adresses web, chacune avec son titre.",
    "marche": "L’ordre dans la famille : la plus petite marche possible est montrée.",
    "maximum": "Le nombre de choix possibles, ou de caractères.",
    "message": "Une phrase montrée dans les résultats de qui a fait ce choix.",
    "minutes": "Ignoré : la durée est calculée d’après les mots à lire et les questions posées.",
    "monte": "Les critères dont les conseils deviennent plus importants (une fois et demie) avec ce choix.",
    "niveau": "Un niveau de l’échelle, à partir de 0.",
    "niveau_max": "Vrai si la réponse est à ce niveau ou plus bas.",
    "niveau_min": "Vrai si la réponse est à ce niveau ou plus haut.",
    "niveaux": "Les phrases de chaque niveau ; dans un conseil, les niveaux auxquels il s’applique.",
    "nom": "Un nom.",
    "noms": "Des conditions nommées, qui doivent toutes être vraies.",
    "non_concerne": f"false, ou la phrase qui dit quand « {STATE_WORDS[State.NOT_APPLICABLE]} » est légitime (une pour chaque regard si besoin).",
    "note": "Une note libre.",
    "objet": "Ce dont parle le critère, en une phrase.",
    "obligatoire": "oui ou non : faut-il répondre pour continuer ?",
    "ouvert": "À cette étape, le lieu est-il ouvert ? non : les textes « avant_ouverture » servent.",
    "paliers": "Les paliers d’un axe, chacun avec le score à partir duquel il est atteint.",
    "parcours": "Les façons de répondre : complet, express, préparer le terrain.",
    "piege": "Ce qui fait échouer le conseil.",
    "poids": "L’importance dans le score : 1 par défaut, 2 compte double.",
    "portage": "Qui portait le lieu, d’après le rapport de 2020.",
    "pour": "Les regards concernés : [collectivite], [projet] ou [collectivite, projet].",
    "place": "debut : avant les questions (trois au plus) ; l’id d’un axe : dans sa partie ; resultats : proposée ensuite.",
    "pourquoi": "Pourquoi ce conseil aide.",
    "premier_pas": "Un premier geste, faisable en moins d’un mois.",
    "presentation": "Les phrases de la page d’accueil.",
    "profils_fictifs": "Des réponses inventées, pour l’exemple public et pour essayer un changement.",
    "projet": "Le texte pour qui répond au nom d’un projet ou d’un tiers-lieu.",
    "publics": "Les publics du lieu, d’après le rapport de 2020.",
    "quand": "La condition pour que cela s’applique.",
    "qui": "Une personne ou un service, et sa fonction : « Réseau régional des tiers-lieux, accueil ».",
    "question": "La question, écrite pour chaque regard.",
    "regard": "collectivite ou projet.",
    "regards": "Les deux regards.",
    "reponses": "Les réponses du profil : un niveau, ne_sait_pas ou non_concerne.",
    "ressources": "Des ressources, ou leurs identifiants.",
    "resume": "Ce que la ressource apporte, en une ou deux phrases.",
    "score_max": "Vrai si le score de l’axe est à cette valeur ou plus bas.",
    "score_min": "Vrai si le score de l’axe est à cette valeur ou plus haut.",
    "seuil": "Le score, de 0 à 100, à partir duquel le palier est atteint.",
    "si": "La condition (contexte ou regard) pour que la question soit posée ; pour le contexte, avec « place » et un axe.",
    "situation": "Où se trouve le lieu.",
    "situations": "Les messages particuliers, quand plusieurs réponses se croisent.",
    "situations_max": "Combien de situations sont montrées au plus.",
    "source": "Le document d’où viennent les critères, ou la source d’une définition.",
    "suppose": "Le critère qui doit venir avant, et le niveau qu’il faut (un seul).",
    "statut": "Le statut du lieu, d’après le rapport de 2020.",
    "telephone": "Un numéro de téléphone, en groupes de chiffres : 04 75 00 00 00.",
    "terme": "Le mot expliqué.",
    "texte": "Le texte affiché.",
    "tiers_lieux": "Les lieux cités en exemple.",
    "titre": "Le titre affiché.",
    "tous": "Vrai si toutes les conditions de la liste sont vraies.",
    "type": "choix (une réponse), choix_multiple (plusieurs) ou texte.",
    "un_de": "Vrai si l’une au moins des conditions de la liste est vraie.",
    "url": "Une adresse web, qui commence par https:// ; pour une ressource, aussi un repère de l’outil : /reperes/…",
    "vaut": "La liste des choix qui rendent la condition vraie.",
    "version": "Le nom de cette version, montré sur les résultats.",
}


def criteria_schema() -> str:
    """Return the schema as JSON text, with a final newline."""
    schema = _with_help(Criteria.model_json_schema(by_alias=True))
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": TITLE}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _with_help(node: Any) -> Any:
    """Replace the titles and descriptions that pydantic generates with the French help of each name."""
    if isinstance(node, list):
        return [_with_help(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {
        key: _with_help(value) for key, value in node.items() if not (key in _GENERATED and isinstance(value, str))
    }
    if isinstance(schema.get("properties"), dict):
        schema["properties"] = {
            name: {"description": HELP[name], **value} for name, value in schema["properties"].items()
        }
    return schema


_GENERATED = ("title", "description")
