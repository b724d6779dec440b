"""The colours that stand for each viewpoint in documents, as in the stylesheet; never alone: words say it too."""

from questionnaire.answers import Viewpoint

COLOURS = {Viewpoint.COLLECTIVITE: "#1D4E89", Viewpoint.PROJET: "#B1452A"}
