"""The colour of each viewpoint in documents, as in the stylesheet; the viewpoint is always named too."""

from questionnaire.answers import Viewpoint

COLOURS = {Viewpoint.COLLECTIVITE: "#1D4E89", Viewpoint.PROJET: "#B1452A"}
