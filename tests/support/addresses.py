"""The pages that anybody may open."""

from __future__ import annotations

from questionnaire.leaflets import ADDRESS, addresses

READING = (
    "/",
    "/exemple",
    "/exemple/croisement",
    "/questionnaire-papier",
    "/methode",
    "/tiers-lieux",
    "/glossaire",
    "/ressources",
    "/accessibilite",
    "/donnees-personnelles",
    "/mentions-legales",
    ADDRESS,
    *addresses(),
)
FORMS = ("/reprendre", "/commencer/collectivite", "/commencer/projet")
PUBLIC = (*READING, *FORMS)
