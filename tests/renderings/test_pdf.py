"""What the PDF holds beyond the facts of test_formats: its structure, its words, its bounds."""

from __future__ import annotations

import io
import json
import multiprocessing
import multiprocessing.connection
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.axis_wording import interval
from questionnaire.assessment.report import display, make_report
from questionnaire.errors import RenderingError
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.pdf.glyphs import FONTS
from questionnaire.renderings.pdf.render import TEMPLATES, render_annex
from questionnaire.renderings.pdf.typesetter import Typesetter
from tests.renderings.test_formats import (
    DAY,
    HOSTILE,
    PROFILES,
    criteria,
    empty_report,
    every_profile,
    pdf_words,
    profile_pdf,
    profile_report,
    structure,
    with_notes,
)
from tests.support.building import build

TEMPLATE = TEMPLATES / "annex.typ"
BOTTOM_MARGIN = 17 / 25.4 * 72  # points


def pages(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as made:
        return len(made)


def lowest(letter: str, data: bytes) -> float:
    """Return how far the lowest text made of `letter` alone is from the foot of its page, in points."""
    found: list[float] = []
    with pypdfium2.PdfDocument(data) as made:
        for page in made:
            text = page.get_textpage()
            signs = text.get_text_range()
            found += [text.get_charbox(at)[1] for at, sign in enumerate(signs) if sign == letter]
    return min(found)


@every_profile
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    with pikepdf.open(io.BytesIO(profile_pdf(name))) as made:
        levels = [int(kind[2:]) for kind in _in_order(made.Root.StructTreeRoot) if kind[2:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))


def _in_order(node: Any) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [kind for one in node for kind in _in_order(one)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return [kind for kind in own if kind.startswith("/H")] + _in_order(node.get("/K"))


@every_profile
def test_only_the_bundled_fonts_are_in_the_pdf(name: str) -> None:
    bundled = {font.stem for font in FONTS.glob("*.ttf")}
    with pikepdf.open(io.BytesIO(profile_pdf(name))) as made:
        used = {
            str(one["/BaseFont"]).partition("+")[2]
            for one in made.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor" and "/BaseFont" in one
        }
        used |= {
            str(one["/FontName"]).removeprefix("/").rpartition("+")[2]
            for one in made.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        }
    assert used
    assert used <= bundled


@every_profile
def test_the_other_advice_is_told_with_its_criterion(name: str) -> None:
    words = pdf_words(profile_pdf(name)).replace(" ", "")
    for one in profile_report(name).more:
        told = f"{one.card.title}{one.card.first_step}({one.criterion.criterion.title})"
        assert "".join(told.split()) in words


def test_an_interval_is_said_as_on_the_page() -> None:
    report = profile_report(PROFILES[0])
    axis = next(one for one in report.scores.axes if one.coverage != 1)
    assert axis.minimum is not None
    assert axis.maximum is not None
    said = f"entre {display(axis.minimum)} et {display(axis.maximum)}"
    assert interval(axis) == said
    assert f"le score se situe {said}" in pdf_words(profile_pdf(PROFILES[0]))


def test_the_overall_score_is_there_only_when_the_criteria_ask_for_it() -> None:
    report = profile_report(PROFILES[0])
    shown = replace(report, criteria=report.criteria.model_copy(update={"show_overall": True}))
    assert report.criteria.show_overall is False
    assert "tous axes réunis" not in pdf_words(profile_pdf(PROFILES[0]))
    assert "tous axes réunis" in pdf_words(render_annex(shown, DAY))


def test_the_version_and_the_digest_of_the_criteria_are_told() -> None:
    words = pdf_words(profile_pdf(PROFILES[0]))
    assert f"version {criteria().version}, empreinte {criteria().digest[:12]}" in words


def test_criteria_that_count_more_are_told_only_when_there_are_some() -> None:
    one = build({"axes": {"un": {"criteres": {"a": {"poids": 1}, "b": {"poids": 1}}}}})
    level = make_report(one, AnswerSheet(Viewpoint.PROJET))
    sentence = "quelques critères comptent double"
    assert sentence in pdf_words(profile_pdf(PROFILES[0]))
    assert sentence not in pdf_words(render_annex(level, DAY))


def test_a_long_note_flows_over_pages_and_a_short_one_stays_whole() -> None:
    report = with_notes("mot " * 2_500, "Une note.")
    rows = document_values(report, DAY)["details"][0]["rows"]
    assert [row["whole"] for row in rows[:2]] == [False, True]
    made = render_annex(report, DAY)
    assert pages(made) > pages(profile_pdf(PROFILES[0]))
    assert pdf_words(made).split().count("mot") == 2_500


@pytest.mark.parametrize("text", ["W" * 400, "\n".join(["W" * 29] * 13), "W\n" * 11 + "W" * 370])
def test_the_widest_note_kept_whole_holds_on_a_page(text: str) -> None:
    report = with_notes(text)
    assert document_values(report, DAY)["details"][0]["rows"][0]["whole"] is True
    plain = pdf_words(render_annex(with_notes(""), DAY)).count("W")
    assert pdf_words(render_annex(report, DAY)).count("W") == plain + text.count("W")
    assert lowest("W", render_annex(report, DAY)) > BOTTOM_MARGIN


def test_hostile_texts_keep_the_pdf_tagged_with_every_drawing_described() -> None:
    made = render_annex(with_notes(*HOSTILE.values(), context={"nom": HOSTILE["typst"]}), DAY)
    with pikepdf.open(io.BytesIO(made)) as file, file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert "#panic(1)" in metadata["dc:title"]
    assert all(instead for kind, instead in structure(made) if kind == "/Figure")


@pytest.mark.parametrize("viewpoint", Viewpoint)
def test_nobody_answered_and_the_pdf_says_so(viewpoint: Viewpoint) -> None:
    words = pdf_words(render_annex(empty_report(viewpoint), DAY))
    assert "Résultats du diagnostic" in words
    assert "Aucune question n’a encore reçu de réponse." in words


@pytest.fixture
def setter() -> Iterator[Typesetter]:
    made = Typesetter(FONTS)
    yield made
    made.close()


def asked() -> str:
    """Return what the template is given for a profile."""
    return json.dumps({**document_values(profile_report(PROFILES[0]), DAY), "substitute": ""}, ensure_ascii=False)


def processes() -> set[int | None]:
    """Return the numbers of the processes that typeset for this one."""
    return {one.pid for one in multiprocessing.active_children()}


def test_one_process_makes_the_pdfs_of_all_threads(setter: Typesetter) -> None:
    setter.make(TEMPLATE, asked(), DAY)
    mine = processes()
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: (setter.make(TEMPLATE, asked(), DAY)[:5], processes() <= mine), range(6)))
    assert made == [(b"%PDF-", True)] * 6


def test_each_answer_is_that_of_its_own_request(setter: Typesetter) -> None:
    reports = [json.dumps({**document_values(profile_report(name), DAY), "substitute": ""}) for name in PROFILES]
    alone = [setter.make(TEMPLATE, report, DAY) for report in reports]
    with ThreadPoolExecutor(len(reports)) as pool:
        together = list(pool.map(lambda report: setter.make(TEMPLATE, report, DAY), reports))
    assert together == alone
    assert len(set(alone)) == len(reports)


def test_a_process_that_was_killed_is_told_then_replaced(setter: Typesetter) -> None:
    before = processes()
    setter.make(TEMPLATE, asked(), DAY)
    for number in processes() - before:
        assert number
        os.kill(number, signal.SIGKILL)
    with pytest.raises(RenderingError):
        setter.make(TEMPLATE, asked(), DAY)
    assert setter.make(TEMPLATE, asked(), DAY).startswith(b"%PDF-")


def test_a_pdf_that_takes_too_long_is_given_up_and_its_process_ended() -> None:
    before = processes()
    slow = Typesetter(FONTS, seconds=0.01)
    with pytest.raises(RenderingError, match="à temps"):
        slow.make(TEMPLATE, asked(), DAY)
    for child in multiprocessing.active_children():
        if child.pid not in before:  # its end is seen at once, whichever thread learns of it
            assert multiprocessing.connection.wait([child.sentinel], 60)


def test_the_wait_for_its_turn_counts_in_the_time_of_a_pdf(tmp_path: Path) -> None:
    endless, seconds = tmp_path / "endless.typ", 2.0
    endless.write_text("#for one in range(100000) { for other in range(100000) { let sum = one + other } }\n")
    setter = Typesetter(FONTS, seconds)

    def wait(_: int) -> float:
        began = time.monotonic()
        with pytest.raises(RenderingError):
            setter.make(endless, "{}", DAY)
        return time.monotonic() - began

    with ThreadPoolExecutor(2) as pool:
        assert max(pool.map(wait, range(2))) < 2 * seconds


def test_a_pdf_that_takes_too_much_memory_is_given_up(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    greedy = tmp_path / "greedy.typ"
    greedy.write_text('#let all = "0123456789" * 400000000\n#all.len()\n')  # 4 GB
    setter = Typesetter(FONTS)
    with pytest.raises(RenderingError):
        setter.make(greedy, "{}", DAY)
    assert "memory allocation of 40000000" in capfd.readouterr().err
    setter.close()


def test_what_cannot_be_typeset_is_told_and_hinders_no_other(setter: Typesetter) -> None:
    with pytest.raises(RenderingError, match="TypstError") as told:
        setter.make(TEMPLATE, '{"title": "secret"}', DAY)
    assert "secret" not in str(told.value)
    assert setter.make(TEMPLATE, asked(), DAY).startswith(b"%PDF-")


def test_a_process_that_made_many_pdfs_gives_its_memory_back(
    setter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questionnaire.renderings.pdf.typesetter.LIFE", 2)
    before, seen = processes(), []
    for _ in range(3):
        setter.make(TEMPLATE, asked(), DAY)
        seen.append(processes() - before)
    assert len(seen[0]) == 1
    (fresh,) = seen[1] - seen[0]  # ready before the third is asked
    assert fresh in seen[2]


def test_a_process_ends_with_a_parent_that_was_killed() -> None:
    code = """if True:
        import datetime, multiprocessing, time
        from questionnaire.renderings.pdf.render import FONTS, TEMPLATES
        from questionnaire.renderings.pdf.typesetter import Typesetter
        try:
            Typesetter(FONTS).make(TEMPLATES / "annex.typ", "{}", datetime.date(2026, 11, 23))
        except Exception as error:
            print(error, [one.pid for one in multiprocessing.active_children()], flush=True)
        time.sleep(300)
    """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603
        assert parent.stdout
        (child,) = map(int, re.findall(r"\[(\d+)\]", parent.stdout.readline()))
        parent.kill()
    ended = select.select([os.pidfd_open(child)], [], [], 60)[0] if Path(f"/proc/{child}").exists() else [child]
    assert ended
