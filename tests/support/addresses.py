"""The pages that anybody may open."""

from __future__ import annotations

READING = (
    "/",
    "/exemple",
    "/methode",
    "/tiers-lieux",
    "/glossaire",
    "/ressources",
    "/accessibilite",
    "/donnees-personnelles",
    "/mentions-legales",
)
FORMS = ("/reprendre", "/commencer/collectivite", "/commencer/projet")
PUBLIC = (*READING, *FORMS)
