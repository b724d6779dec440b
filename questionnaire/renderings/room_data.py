"""The report of a workshop as JSON: the figures shown, never the answers themselves. Keys: docs/format-json.md."""

from __future__ import annotations

import datetime
import json
from typing import Any

from questionnaire.workshop.report import RoomReport, SpreadTexts, StepTexts

FORMAT = "terrain-d-entente-atelier/1"


def render_room_json(report: RoomReport, date: datetime.date) -> bytes:
    """Return the report as JSON; `date`: the day of the download."""
    return (json.dumps(room_as_dict(report, date), ensure_ascii=False, indent=2) + "\n").encode()


def room_as_dict(report: RoomReport, date: datetime.date) -> dict[str, Any]:
    """Return the report as plain values."""
    return {
        "format": FORMAT,
        "fichier_du": date.isoformat(),
        "criteres": {"version": report.criteria.version, "empreinte": report.criteria.digest},
        "titre": report.title,
        "date": report.held_on.isoformat() if report.held_on else None,
        "regard": report.sheet.viewpoint.value,
        "etape": report.stage,
        "personnes": report.people,
        "enjeux": list(report.kept_stakes),
        "questions": [_step(step) for step in report.steps],
        "premiers_pas": [{"titre": title, "premier_pas": text} for title, text in report.first_steps],
    }


def _step(step: StepTexts) -> dict[str, Any]:
    result = step.result
    about = {
        "genre": step.step.kind.value,
        "objet": step.step.subject,
        "titre": step.title,
        "question": step.question,
    }
    if result.cloud:
        words = [{"mot": word.label, "personnes": word.count} for word in result.cloud.words]
        return {**about, "reponses": result.cloud.answers, "mots": words}
    return {
        **about,
        **_spread(result.whole),
        "accord": result.agreement,
        "cotes": {name: _spread(spread) for name, spread in result.sides},
        **({"sans_telephone": _spread(result.hands)} if result.hands else {}),
        "second_tour": result.moved,
        "retenu": step.step.kept,
        "phrase": step.sentence,
    }


def _spread(spread: SpreadTexts | None) -> dict[str, Any]:
    bars = spread.bars if spread else ()
    return {
        "en_mots": spread.words if spread else "",
        "repartition": [
            {"choix": bar.label, "phrases": [sentence.text for sentence in bar.sentences], "personnes": bar.count}
            for bar in bars
        ],
    }
