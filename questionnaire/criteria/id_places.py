"""The places of a criteria file that define an id, those that refer to one, and those that hold a condition."""

from questionnaire.criteria.guidance_checks import CARD

CHOICE = "contexte.*.choix.*"

# kind of element -> patterns of the places that define its ids
ID_DEFINITIONS = {
    "critère": ("axes.*.criteres.*.id",),
    "axe": ("axes.*.id",),
    "conseil": (f"{CARD}.id",),
    "situation": ("situations.*.id",),
    "exemple": ("tiers_lieux.*.id",),
    "ressource": ("ressources.*.id",),
    "question de contexte": ("contexte.*.id",),
    "parcours": ("parcours.*.id",),
    "profil": ("profils_fictifs.*.id",),
}

# kind of element -> patterns of the places that refer to its ids
ID_REFERENCES = {
    "critère": (
        "paliers.*.exige.*.critere",
        "parcours.*.criteres.*",
        f"{CHOICE}.monte.*",
        "axes.*.criteres.*.suppose.critere",
        "tiers_lieux.*.illustre.*.critere",
        "ressources.*.criteres.*",
    ),
    "exemple": (f"{CARD}.exemples.*", f"{CHOICE}.exemples.*", "situations.*.exemples.*"),
    "ressource": (f"{CARD}.ressources.*", f"{CHOICE}.ressources.*", "situations.*.ressources.*"),
    "conseil": ("situations.*.conseils.*",),
    "parcours": ("profils_fictifs.*.parcours",),
}

CONDITIONS = (
    "conditions.*",
    "axes.*.criteres.*.si",
    "contexte.*.si",
    f"{CARD}.quand",
    "situations.*.quand",
    "situations.*.complement.quand",
    "parcours.*.quand",
)
