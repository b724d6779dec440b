"""What two parties take to their meeting: two pages and a spreadsheet, blank or with what was decided."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace

import pikepdf
import pytest

from questionnaire.crossing import wording
from questionnaire.crossing.examples import example_pairs
from questionnaire.crossing.meeting import Decision, Meeting, Reading, read_together
from questionnaire.crossing.sides import Side, levels_only
from questionnaire.renderings.pdf.render import render_meeting
from questionnaire.renderings.spreadsheet.meeting import render_meeting_ods
from tests.renderings.test_formats import DAY, HOSTILE, pdf_pages, pdf_words, sheets, structure
from tests.renderings.test_formats import criteria as shipped

Pair = tuple[Side, Side]
criteria = shipped()
HOSTILE_NOTE = " ".join(HOSTILE.values())
PAIRS: list[Pair] = [pair.sides(DAY) for pair in example_pairs(criteria)]
LONG_NAMES = ("Communauté d’agglomération de la haute vallée de l’Ormelle et de ses affluents", "N" * 80)
LONG_NOTE = "Le conseil en a parlé trois fois, sans rien écrire, puis les personnes ont changé. " * 100
EVERYTHING = {
    one.id: Decision(
        f"Nous écrivons à deux une page sur « {one.title} », relue en réunion puis envoyée à tout le monde",
        "la personne chargée du développement",
        "dans les trois mois",
    )
    for one in criteria.all_criteria()
}


def _noted(pair: Pair, note: str, names: tuple[str, str]) -> Pair:
    first, second = (
        replace(
            side,
            name=name,
            sheet=replace(
                side.sheet, answers={key: replace(one, note=note) for key, one in side.sheet.answers.items()}
            ),
        )
        for side, name in zip(pair, names, strict=True)
    )
    return first, second


def _unanswered(pair: Pair) -> Pair:
    return replace(pair[0], sheet=replace(pair[0].sheet, answers={})), pair[1]


def _reading(pair: Pair) -> Reading:
    return read_together(criteria, *pair)


@pytest.mark.parametrize(
    ("pair", "meeting"),
    [
        (PAIRS[0], Meeting()),
        (PAIRS[1], Meeting("Salle des associations", "le 12 décembre 2026")),
        (_noted(PAIRS[1], LONG_NOTE, LONG_NAMES), Meeting("Un lieu " * 10, "un jour " * 5)),
        (_noted(PAIRS[1], LONG_NOTE, LONG_NAMES), Meeting("Un lieu", "Un jour", EVERYTHING)),
        (_noted(PAIRS[0], HOSTILE_NOTE, (HOSTILE["typst"], HOSTILE["emoji"])), Meeting(HOSTILE["html"])),
        (_unanswered(PAIRS[0]), Meeting()),
    ],
    ids=["blank", "dated", "long names and notes", "all decided", "hostile", "nothing to compare"],
)
def test_the_agenda_is_two_tagged_pages_or_one_when_there_is_nothing_to_talk_about(
    pair: Pair, meeting: Meeting
) -> None:
    made = render_meeting(criteria, pair, meeting, DAY)
    assert len(pdf_pages(made)) == (2 if len(_reading(pair).programme.subjects) > 1 else 1)
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    kinds = [kind for kind, _ in structure(made)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= len(_reading(pair).programme.subjects)


def test_the_pages_say_what_to_talk_about_in_which_order_and_leave_room() -> None:
    reading = _reading(PAIRS[1])
    pages = pdf_pages(render_meeting(criteria, PAIRS[1], Meeting(), DAY))
    text = pdf_words(render_meeting(criteria, PAIRS[1], Meeting(), DAY)).replace("\N{NO-BREAK SPACE}", " ")
    places = [text.index(f"{number}.") for number in range(1, 7)]
    assert places == sorted(places)
    for subject in reading.programme.subjects:
        for words in (subject.title, subject.question, *(opinion.text for opinion in subject.opinions)):
            assert " ".join(words.split()) in text
    for later in reading.programme.if_time_allows:
        assert later.title in pages[1]
    for words in (
        wording.STAGES_APART,
        wording.STAGES_QUESTION,
        wording.NOT_BINDING,
        wording.summary(reading.comparison),
        "Ordre du jour",
    ):
        assert " ".join(words.split()) in text
    assert text.count(wording.DECIDED) == text.count(wording.WHEN) == 6


def test_decisions_make_it_the_minutes() -> None:
    decided = Meeting(
        "Salle du conseil", "le 12 mars 2027", {"gouvernance-partagee": Decision("Un comité", "l’élue", "en mai")}
    )
    text = pdf_words(render_meeting(criteria, PAIRS[0], decided, DAY))
    assert all(words in text for words in ("Compte rendu", "Salle du conseil", "Un comité", "l’élue", "en mai"))
    rows = sheets(render_meeting_ods(criteria, PAIRS[0], decided, DAY))["Compte rendu"]
    (row,) = (one for one in rows if "Un comité" in one)
    assert row[-3:] == ["Un comité", "l’élue", "en mai"]


def test_a_decision_on_what_comes_if_time_allows_is_marked_as_one() -> None:
    later = _reading(PAIRS[0]).programme.if_time_allows[0]
    decided = Meeting(decisions={later.id: Decision("Un essai", "le café")})
    text = pdf_words(render_meeting(criteria, PAIRS[0], decided, DAY)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{wording.DECIDED} : Un essai · le café" in text


def test_an_almost_empty_crossing_says_what_to_do_first() -> None:
    text = pdf_words(render_meeting(criteria, _unanswered(PAIRS[0]), Meeting(), DAY))
    assert "Peu de réponses se comparent encore" in text
    assert "Peu de réponses" not in pdf_words(render_meeting(criteria, PAIRS[0], Meeting(), DAY))


def test_notes_are_in_no_file_when_levels_alone_are_shared() -> None:
    first, second = (replace(side, sheet=levels_only(side.sheet)) for side in PAIRS[0])
    notes = [one.note for side in PAIRS[0] for one in side.sheet.answers.values() if one.note]
    assert any(note[:30] in pdf_words(render_meeting(criteria, PAIRS[0], Meeting(), DAY)) for note in notes)
    text = pdf_words(render_meeting(criteria, (first, second), Meeting(), DAY))
    book = repr(sheets(render_meeting_ods(criteria, (first, second), Meeting(), DAY)))
    assert not any(note[:20] in text or note[:20] in book for note in notes)


def test_the_spreadsheet_opens_on_the_subjects_and_has_every_criterion() -> None:
    reading = _reading(PAIRS[0])
    found = sheets(render_meeting_ods(criteria, PAIRS[0], Meeting("Mairie"), DAY))
    assert list(found) == ["Ordre du jour", "Critère par critère", "Lisez-moi"]
    header, *rows = found["Ordre du jour"]
    listed = [*reading.programme.subjects, *reading.programme.if_time_allows]
    assert [row[1] for row in rows] == [subject.title for subject in listed]
    assert header[-3:] == [wording.DECIDED, wording.WHO, wording.WHEN]
    assert header[3:5] == list(reading.names)
    assert [row[1] for row in found["Critère par critère"][1:]] == [
        row.criterion.title for row in reading.comparison.rows if row.asked
    ]
    assert ["Lieu", "Mairie"] in [row[:2] for row in found["Lisez-moi"]]


def test_the_spreadsheet_says_nothing_of_what_is_not_compared() -> None:
    first, second = PAIRS[0]
    kept = dict(list(first.sheet.answers.items())[:3])
    pair = replace(first, sheet=replace(first.sheet, answers=kept)), second
    header, *rows = sheets(render_meeting_ods(criteria, pair, Meeting(), DAY))["Critère par critère"]
    together = header.index("Ensemble")
    out = [row for row in rows if row[together] == "Hors comparaison"]
    assert len(out) > 10
    assert not any(any(row[2:together]) for row in out)
    assert all(all(row[2:together]) for row in rows if row not in out)


def test_the_same_answers_and_day_give_the_same_bytes_and_another_day_is_told() -> None:
    one, same = (render_meeting(criteria, PAIRS[0], Meeting(), DAY) for _ in range(2))
    assert one == same
    later = render_meeting(criteria, PAIRS[0], Meeting(), DAY + datetime.timedelta(1))
    assert later != one
    with pikepdf.open(io.BytesIO(one)) as made:
        assert made.docinfo["/Title"] == f"{wording.MEETING_TITLE}, {' et '.join(_reading(PAIRS[0]).names)}"
