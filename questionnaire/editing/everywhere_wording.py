"""Sentences that announce what the removal or the renaming of an element changes everywhere."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from questionnaire.criteria.id_places import CHOICES, CRITERION, QUESTION
from questionnaire.editing.removal import AffectedElement, Removal
from questionnaire.editing.renaming import Renaming
from questionnaire.errors import quoted
from questionnaire.typography import french

# kind -> (with its article, singular, plural), in the order of the sentences
_KINDS = {
    "axe": ("l’axe", "axe", "axes"),
    "critère": ("le critère", "critère", "critères"),
    "conseil": ("le conseil", "conseil", "conseils"),
    "palier": ("le palier", "palier", "paliers"),
    "parcours": ("le parcours", "parcours", "parcours"),
    "question de contexte": ("la question de contexte", "question de contexte", "questions de contexte"),
    "choix": ("le choix", "choix de contexte", "choix de contexte"),
    "condition nommée": ("la condition nommée", "condition nommée", "conditions nommées"),
    "situation": ("la situation", "situation", "situations"),
    "exemple": ("le tiers-lieu", "tiers-lieu", "tiers-lieux"),
    "ressource": ("la ressource", "ressource", "ressources"),
    "profil": ("le profil fictif", "profil fictif", "profils fictifs"),
}
# kind -> what happens to an element that loses its whole condition (singular, plural)
_WITHOUT_CONDITION = {
    "conseil": (
        "se montrera à chaque réponse aux niveaux qu’il cite",
        "se montreront à chaque réponse aux niveaux qu’ils citent",
    ),
    "critère": ("sera posé à toutes les étapes", "seront posés à toutes les étapes"),
    "question de contexte": ("sera posée dans tous les cas", "seront posées dans tous les cas"),
    "parcours": ("ne sera plus choisi tout seul", "ne seront plus choisis tout seuls"),
}
# kind -> why an element is removed too (singular, plural)
_NOTHING_LEFT = {
    "conseil": ("rien ne dirait plus quand le montrer", "rien ne dirait plus quand les montrer"),
    "situation": ("rien ne dirait plus quand la montrer", "rien ne dirait plus quand les montrer"),
    "condition nommée": ("elle ne dirait plus rien", "elles ne diraient plus rien"),
    "parcours": ("il n’aurait plus de question à poser", "ils n’auraient plus de question à poser"),
    "axe": ("il n’aurait plus de critère", "ils n’auraient plus de critère"),
    "question de contexte": ("elle n’aurait plus de choix", "elles n’auraient plus de choix"),
}
_NOT_SHOWN = ("condition nommée", "profil")  # kinds that diagnostics do not show
_STORED = (CRITERION, QUESTION, CHOICES, "parcours")  # kinds whose ids are stored in the answers of diagnostics


def removal_sentence(removal: Removal) -> str:
    """Return the sentence of a removal: the element, what it contains, and how many other places, by kind."""
    article = _KINDS[removal.element.kind][0]
    parts = [article, *(_inside(kind, count) for kind, count in _in_order(removal.inside))]
    parts += [_elsewhere(removal.elsewhere)] if removal.elsewhere else []
    taken = _listed(parts) if len(parts) > 1 or removal.gone_too else f"{article}, que rien d’autre ne cite"
    keep = "la" if article.startswith("la ") else "le"
    kept = "" if removal.element.kind in _NOT_SHOWN else f" Les diagnostics en cours {keep} gardent."
    return french(f"Retirer {_titled(removal.title)} : {taken}.{kept}")


def removal_warnings(removal: Removal) -> tuple[str, ...]:
    """Return the warnings of a removal, the gravest first: conditions lost, tiers, elements removed too, partial losses."""
    sentences = [*(_lost(kind, titles) for kind, titles in _by_kind(removal.unconditional))]
    sentences += [f"Le palier {_titled(tier.title)} n’exigera plus rien." for tier in removal.open_tiers]
    sentences += [f"Le palier {_titled(tier.title)} ne l’exigera plus." for tier in removal.eased_tiers]
    sentences += [_gone_too(kind, titles) for kind, titles in _by_kind(removal.gone_too)]
    sentences += [_altered(kind, titles) for kind, titles in _by_kind(removal.altered)]
    return tuple(map(french, sentences))


def citing_lists(removal: Removal) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the elements that refer to the one removed, by kind: (« 2 conseils », titles)."""
    listed = []
    for kind, _ in _by_kind(removal.citing):
        titles = tuple(french(element.title) for element in removal.citing if element.kind == kind)
        listed.append((f"{len(titles)} {_KINDS[kind][1 if len(titles) == 1 else 2]}", titles))
    return tuple(listed)


def _lost(kind: str, titles: list[str]) -> str:
    singular, plural = _WITHOUT_CONDITION[kind]
    if len(titles) == 1:
        return f"{_named(kind, titles[0])} perd toute sa condition, et {singular}."
    return f"{len(titles)} {_KINDS[kind][2]} perdent toute leur condition, et {plural} : {_listed(titles)}."


def _gone_too(kind: str, titles: list[str]) -> str:
    singular, plural = _NOTHING_LEFT[kind]
    if len(titles) == 1:
        return f"{_named(kind, titles[0])} part aussi : {singular}."
    return f"{len(titles)} {_KINDS[kind][2]} partent aussi, car {plural} : {_listed(titles)}."


def _altered(kind: str, titles: list[str]) -> str:
    if len(titles) == 1:
        return f"{_named(kind, titles[0])} perd une partie de sa condition : relisez-la."
    return f"{len(titles)} {_KINDS[kind][2]} perdent une partie de leur condition, à relire : {_listed(titles)}."


def renaming_sentence(renaming: Renaming, new_id: str) -> str:
    """Return the sentence of a renaming: how many other places, by kind."""
    parts = [_KINDS[renaming.element.kind][0], *([_elsewhere(renaming.elsewhere)] if renaming.elsewhere else ())]
    return french(
        f"Changer {quoted(renaming.element.id)} en {quoted(new_id)} : {_listed(parts)}. Rien d’autre ne change."
    )


def renaming_warning(renaming: Renaming) -> str | None:
    """Return the warning about diagnostics that store the former id, or None when they do not store it."""
    kept = f"Les diagnostics déjà commencés gardent {quoted(renaming.element.id)}. Quand l’un d’eux passera à la nouvelle version"
    instead = "Pour changer ce qui se lit, changez plutôt le titre."
    if renaming.element.kind in _STORED:
        return french(f"{kept}, ce qui y est répondu ne sera pas repris. {instead}")
    if renaming.element.kind == "conseil":
        return french(f"{kept}, le pas qui en vient n’y sera plus relié. {instead}")
    return None


def _in_order(counts: Counter[str]) -> list[tuple[str, int]]:
    return [(kind, counts[kind]) for kind in _KINDS if counts[kind]]


def _inside(kind: str, count: int) -> str:
    _, singular, plural = _KINDS[kind]
    return f"son {singular.split()[0]}" if count == 1 else f"ses {count} {plural.split()[0]}"


def _elsewhere(counts: Counter[str]) -> str:
    total = counts.total()
    by_kind = ", ".join(f"{count} {_KINDS[kind][1 if count == 1 else 2]}" for kind, count in _in_order(counts))
    return f"{total} autre endroit ({by_kind})" if total == 1 else f"{total} autres endroits ({by_kind})"


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} et {parts[-1]}" if len(parts) > 1 else parts[0]


def _named(kind: str, title: str) -> str:
    article = _KINDS[kind][0]
    return f"{article[0].upper()}{article[1:]} {title}"


def _titled(title: str) -> str:
    return f"« {title} »"


def _by_kind(holders: tuple[AffectedElement, ...]) -> list[tuple[str, list[str]]]:
    ordered = sorted(holders, key=lambda element: list(_KINDS).index(element.kind))
    groups = groupby(ordered, lambda element: element.kind)
    return [(kind, [_titled(element.title) for element in group]) for kind, group in groups]
