"""Checks that a resource with an address inside this site links to a leaflet that exists."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.criteria.messages import nearest
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import quoted
from questionnaire.leaflets import ADDRESS, addresses


def check_resources(source: YamlSource) -> Iterator[tuple[PlacePath, str]]:
    """Yield (place, warning) for each link to a leaflet that this release does not have.

    A warning only: a version published before must stay readable when a later release has fewer leaflets.
    """
    for path, url in source.find("ressources.*.url"):
        if url.startswith(ADDRESS) and url not in addresses():
            yield (
                path,
                f"l’outil n’a pas de page {quoted(url)} : le lien ne mènerait nulle part.{nearest(url, addresses())}",
            )
