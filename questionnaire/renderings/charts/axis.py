"""The chart of an axis: its score on a bar, then each criterion on the scale of levels.

The same SVG is used on the page and in the PDF. No information is in colour alone: the level reached is a disc,
the level expected a diamond, « Je ne sais pas » a question mark, and each line ends with its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from questionnaire.answers import State, Viewpoint
from questionnaire.assessment.axis_wording import (
    SCALE,
    axis_note,
    axis_text,
    interval_reason,
    level_words,
    score_words,
    sign_words,
    threshold_words,
)
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, AxisState
from questionnaire.criteria.model import Tier
from questionnaire.renderings.charts.svg import (
    INK,
    LINE,
    MUTED,
    PAPER,
    TEXT_FONT,
    TITLE_FONT,
    WIDTH,
    attributes,
    diamond,
    figure,
    group,
    hatching,
    shape,
    text,
    wrap,
)
from questionnaire.typography import NBSP

COLOURS = {Viewpoint.COLLECTIVITE: "#1D4E89", Viewpoint.PROJET: "#B1452A"}

_BAR = 12
_LEFT, _SPAN = 13, 180  # x of level 0, and distance from level 0 to the top level
_DISC, _DIAMOND = 7, 12.5
_LABEL = 14.5


def axis_charts(report: Report) -> tuple[str, ...]:
    """Return the chart of each axis, in the order of the criteria."""
    return tuple(axis_chart(axis, report.viewpoint, report.criteria.tiers) for axis in report.scores.axes)


def axis_chart(axis: AxisScore, viewpoint: Viewpoint, tiers: Iterable[Tier] = ()) -> str:
    """Return the SVG of one axis; `tiers` are those whose thresholds are marked on the bar.

    Ids include the axis and the viewpoint, to be unique when a page has several charts.
    """
    name, colour = f"profil-{viewpoint}-{axis.axis.id}", COLOURS[viewpoint]
    header, y = _header(axis, colour)
    body = [hatching(f"{name}-hachures", colour), *header]
    if axis.state is not AxisState.NOT_APPLICABLE:
        bar, y = _bar(axis, y, f"url(#{name}-hachures)", colour, tiers)
        body += bar
    for criterion_score in axis.criteria:
        answer, words = criterion_score.answer, level_words(criterion_score)
        row, y = _row(
            criterion_score.criterion.title,
            answer.state,
            answer.level,
            criterion_score.expected,
            criterion_score.top,
            words,
            y,
            colour,
        )
        body.append(row)
    return figure(
        body,
        y + 4,
        name=name,
        title=f"{axis.axis.title}{NBSP}: {score_words(axis)}",
        description=axis_text(axis),
        class_=f"chart chart-{viewpoint}",
    )


def chart_height(svg: str) -> float:
    """Return the height of a chart, in its user units (it is WIDTH wide)."""
    return float(svg.partition('viewBox="')[2].partition('"')[0].split()[3])


def chart_legend(report: Report) -> str:
    """Return the legend of the charts, as SVG."""
    viewpoint, meaning = report.viewpoint, sign_words(report)
    name, colour = f"legende-{viewpoint}", COLOURS[viewpoint]
    sample = {"x": 4, "y": -6, "width": 32, "height": _BAR, "rx": 3}
    signs = (
        (_disc(20, 0, colour), meaning.level),
        (diamond(20, 0, _DIAMOND, "chart-expected"), meaning.expected),
        (_question_mark(20, 0), meaning.unknown),
        (shape("rect", "chart-fill", **sample, fill=colour), "le score de l’axe, de 0 à 100"),
        (
            shape("rect", "chart-range", **sample, fill=f"url(#{name}-hachures)", stroke=colour) + _mark(16, -6),
            "réponses manquantes : le score (trait épais) et ce qu’il peut devenir (hachures)".replace(
                " :", f"{NBSP}:"
            ),
        ),
        (_tick(20, -6), "le seuil d’un palier"),
    )
    heading = "Lire ces dessins"
    body = [
        hatching(f"{name}-hachures", colour),
        text(heading, 0, 18, 18, "chart-title", weight=600, family=TITLE_FONT),
    ]
    y = 50.0
    for sign, words in signs:
        lines = wrap(words, 14, WIDTH - 50)
        body.append(group(sign, y))
        body += [text(line, 50, y + 5 + 18 * i, 14, "chart-label") for i, line in enumerate(lines)]
        y += 14 + 18 * len(lines)
    sentences = " ".join(f"{words[0].upper()}{words[1:]}." for _, words in signs)
    return figure(body, y - 16, name=name, title=heading, description=sentences, class_=f"chart chart-{viewpoint}")


def _header(axis: AxisScore, colour: str) -> tuple[list[str], float]:
    """Return the title and the score, and the y of the bar."""
    shapes: list[str] = []
    y = 18.0
    for line in wrap(axis.axis.title, 18, WIDTH - 110):
        shapes.append(text(line, 0, y, 18, "chart-title", weight=600, family=TITLE_FONT))
        y += 22
    if axis.score is None:
        shapes.append(
            text(score_words(axis), WIDTH, 18, 16, "chart-value", anchor="end", weight=600, family=TITLE_FONT)
        )
    else:
        shapes.append(_score(display(axis.score), colour))
    note = axis_note(axis)
    for line in wrap(note, 14, WIDTH - 110):
        shapes.append(text(line, 0, y, 14, "chart-note", fill=MUTED))
        y += 18
    return shapes, max(y - 4, 44)


def _score(score: int, colour: str) -> str:
    """Return « 56 sur 100 » as one text element, so that its two sizes never overlap, whatever the font."""
    unit = attributes(class_="chart-note", font_size=13, fill=MUTED, font_weight=400, font_family=TEXT_FONT)
    values = attributes(
        class_="chart-value", x=WIDTH, y=22, font_size=30, fill=colour, text_anchor="end", font_weight=800,
        font_family=TITLE_FONT,
    )  # fmt: skip
    return f"<text {values}>{score}<tspan {unit}>{NBSP}{NBSP}{SCALE}</tspan></text>"


def _bar(axis: AxisScore, y: float, hatches: str, colour: str, tiers: Iterable[Tier]) -> tuple[list[str], float]:
    """Return the bar and the next y: minimum in a solid fill, up to the maximum hatched, the score as a mark over both."""
    low, high = _score_x(axis.minimum), _score_x(axis.maximum)
    shapes = [shape("rect", "chart-track", x=0, y=y, width=WIDTH, height=_BAR, rx=3, fill=LINE)]
    if axis.score is not None and low > 0:
        shapes.append(shape("rect", "chart-fill", x=0, y=y, width=low, height=_BAR, rx=3, fill=colour))
    if high > low:
        box = {"x": low, "y": y + 0.5, "width": high - low, "height": _BAR - 1}
        shapes.append(shape("rect", "chart-range-ground", **box, fill=PAPER))
        shapes.append(shape("rect", "chart-range", **box, fill=hatches, stroke=colour, stroke_width=1))
    if axis.score is not None and high > low:
        x = min(max(_score_x(axis.score), 2), WIDTH - 2)
        shapes.append(_mark(x, y))
    last = -30.0
    for threshold in sorted({Fraction(0), Fraction(100)} | {tier.threshold for tier in tiers}):
        x = _score_x(threshold)
        if 0 < threshold < 100:
            shapes.append(_tick(x, y))
        label = threshold_words(threshold)
        if x - last >= max(26, 10 + 8 * len(label)):  # labels too close would be read as one
            anchor = "start" if x == 0 else "end" if x == WIDTH else "middle"
            shapes.append(text(label, x, y + _BAR + 16, 12, "chart-note", fill=MUTED, anchor=anchor))
            last = x
    y += _BAR + 22
    if interval := interval_reason(axis):
        shapes.append(text(interval, 0, y + 13, 13.5, "chart-note", fill=MUTED))
        y += 20
    return shapes, y + 6


# cached: rows depend on a title of the criteria, an answer without its note and a height, and recur across respondents
@lru_cache(maxsize=4096)
def _row(
    title: str, state: State, level: int | None, expected: int, top: int, words: str, y: float, colour: str
) -> tuple[str, float]:
    """Return the label of a criterion and its track, and the y of the next row."""
    shapes: list[str] = []
    y += 16
    for line in wrap(title, _LABEL, WIDTH):
        shapes.append(text(line, 0, y, _LABEL, "chart-label"))
        y += 18
    y -= 1
    if state is not State.NOT_APPLICABLE:
        shapes += _track(level, expected, top, y, colour)
    if level is not None:
        shapes.append(_disc(_level_x(level, top), y, colour))
    elif state is State.UNKNOWN:
        shapes.append(_question_mark(_LEFT + _SPAN + 32, y))  # beside the scale: it is not a level
    elif state is State.NOT_APPLICABLE:
        shapes.append(
            shape("line", "chart-none", x1=_LEFT - 6, x2=_LEFT + 8, y1=y, y2=y, stroke=MUTED, stroke_width=2)
        )
    shapes.append(text(words, WIDTH, y + 5, 13.5, "chart-note", fill=MUTED, anchor="end"))
    return "".join(shapes), y + 14


def _track(level: int | None, expected: int, top: int, y: float, colour: str) -> list[str]:
    line = {"x1": _LEFT, "x2": _LEFT + _SPAN, "y1": y, "y2": y}
    dashes = "2 4" if level is None else None
    shapes = [shape("line", "chart-track-line", **line, stroke=LINE, stroke_width=2, stroke_dasharray=dashes)]
    for step in range(top + 1):
        shapes.append(shape("circle", "chart-step", cx=_level_x(step, top), cy=y, r=3, fill="#8C8A80"))
    expected_x = _level_x(expected, top)
    if level is not None and level < expected:
        gap = {"x1": _level_x(level, top), "x2": expected_x - _DIAMOND, "y1": y, "y2": y}
        shapes.append(shape("line", "chart-gap", **gap, stroke=colour, stroke_width=2))
    shapes.append(diamond(expected_x, y, _DIAMOND, "chart-expected"))
    return shapes


def _disc(x: float, y: float, colour: str) -> str:
    return shape("circle", "chart-level", cx=x, cy=y, r=_DISC, fill=colour)


def _mark(x: float, y: float) -> str:
    box = {"x": x - 2.5, "y": y - 5, "width": 5, "height": _BAR + 10, "rx": 2}
    return shape("rect", "chart-score", **box, fill=INK, stroke=PAPER, stroke_width=1.2)


def _tick(x: float, y: float) -> str:
    return shape("line", "chart-tick", x1=x, x2=x, y1=y - 3, y2=y + _BAR + 3, stroke=INK, stroke_width=1.4)


def _question_mark(x: float, y: float) -> str:
    ring = shape("circle", "chart-unknown", cx=x, cy=y, r=9, fill=PAPER, stroke=MUTED, stroke_width=1.4)
    return ring + text("?", x, y + 5, 14, "chart-value", fill=INK, anchor="middle", weight=600)


def _level_x(level: int, top: int) -> float:
    return _LEFT + _SPAN * level / top


def _score_x(value: Fraction | None) -> float:
    return float(value or 0) * WIDTH / 100
