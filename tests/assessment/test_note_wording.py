"""The words of the note that no other rendering has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.assessment import note_wording
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.note_wording import EVIDENCE_MAX, agenda, done_words, excerpt
from questionnaire.assessment.report import Report, make_report
from questionnaire.criteria.model import Criteria
from tests.support.building import build, sheet


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


SENTENCE = "Le conseil en a parlé deux fois, sans rien écrire."


@pytest.mark.parametrize(
    ("note", "told", "cut"),
    [
        ("", "", False),
        ("Un fait\n\n  et une date.", "Un fait et une date.", False),
        ("x" * EVIDENCE_MAX, "x" * EVIDENCE_MAX, False),
        (f"{SENTENCE} " * 4, f"{SENTENCE} {SENTENCE} {SENTENCE}", True),
        ("mot " * 80, f"{'mot ' * 39}mot…", True),
        ("x" * 300, f"{'x' * EVIDENCE_MAX}…", True),
        (f"À 8.30 h {'x' * 300}", "À 8.30 h…", True),
    ],
)
def test_a_note_is_cut_at_a_sentence_else_at_a_word(note: str, told: str, cut: bool) -> None:
    assert excerpt(note) == (told, cut)
    assert len(told) <= EVIDENCE_MAX + 1


def report_of(
    answers: dict[str, int | str], *, brief: str | None = None, cards: int = 0, stage: str = "idee"
) -> Report:
    """Return the report of one axis of three criteria, with some cards each."""
    criteres = {
        one: {
            "attendu": {"idee": 1},
            "conseils": [{"id": f"{one}{number}", "niveaux": [0, 1]} for number in range(cards)],
            **({"en_bref": brief} if brief else {}),
        }
        for one in "abc"
    }
    criteria: Criteria = build({"axes": {"un": {"criteres": criteres}}})
    return make_report(criteria, sheet(answers, stade=stage))


def test_what_holds_is_told_by_its_brief_or_by_its_answer() -> None:
    briefly, fully = (report_of({"a": 3, "b": 0, "c": 1}, brief=one) for one in ("un accord écrit", None))
    assert [(one.title, one.text) for one in note_wording.held_lines(briefly)] == [
        ("Critère a", "Un accord écrit.")
    ]
    assert note_wording.held_lines(fully)[0].text == "a au niveau 3 selon collectivite."
    assert [plain(one.text) for one in note_wording.left_lines(briefly)] == ["Un accord écrit : niveau 0."]
    assert [one.text for one in note_wording.left_lines(fully)] == ["Niveau 0."]


def test_what_is_only_begun_holds_when_nothing_else_does() -> None:
    assert [one.title for one in note_wording.held_lines(report_of({"a": 1, "b": 0}))] == ["Critère a"]


def test_nothing_held_and_nothing_left_are_told() -> None:
    nothing, everything = report_of({"a": 0}), report_of(dict.fromkeys("abc", 3))
    assert [one.text for one in note_wording.held_lines(nothing)] == ["Tout commence."]
    assert [one.text for one in note_wording.left_lines(everything)] == ["Rien à cette étape."]
    assert [one.text for one in note_wording.left_lines(report_of({}))] == ["Tout commence."]
    unsure = report_of({"a": 3, "b": "ne_sait_pas"})
    assert [one.text for one in note_wording.left_lines(unsure)] == ["Rien ne manque parmi les réponses données."]


def test_the_first_of_what_is_left_is_that_of_the_first_step() -> None:
    report = report_of({"a": 0, "b": 0, "c": 0}, cards=1)
    moved = replace(report, cards=tuple(reversed(report.cards)))
    titles = [one.title for one in note_wording.left_lines(moved)]
    assert titles == ["Critère c", "Critère a", "Critère b"]


def test_the_titles_of_steps_follow_their_number() -> None:
    assert plain(note_wording.note_steps_title(3)) == "À proposer : trois pas pour ce mois-ci"
    assert plain(note_wording.note_steps_title(0)) == "À proposer : trois pas pour ce mois-ci"
    assert plain(note_wording.note_steps_title(1)) == "À proposer : un pas pour ce mois-ci"
    one, three = report_of({"a": 0}, cards=1), report_of(dict.fromkeys("abc", 0), cards=1)
    assert note_wording.more_steps_title(replace(one, cards=one.cards[:1])) == "Si ce pas ne convient pas"
    assert note_wording.more_steps_title(three) == "Si l’un des trois pas ne convient pas"


def test_who_and_when_are_told_once_kept() -> None:
    report = report_of(dict.fromkeys("abc", 0), cards=1)
    kept = replace(report, engagements=(Engagement(report.cards[1].card.id, who="la mairie"),))
    first, second, _ = note_wording.note_steps(kept)
    assert (first.kept, first.who, first.before) == (True, "la mairie", "")
    assert (second.kept, second.who, second.before) == (False, "", "")
    assert second.why.endswith("Le piège\u00a0: un piège")


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (3, "Les trois questions à se poser à deux, huit minutes chacune."),
        (2, "Les deux questions à se poser à deux, douze minutes chacune."),
        (1, "La question à se poser à deux."),
        (0, "Ce que chaque partie attend de l’autre."),
    ],
)
def test_the_agenda_of_an_hour_follows_the_questions(questions: int, told: str) -> None:
    lines = agenda(questions)
    assert lines[2][1] == told
    assert sum(int(minutes.split("\u00a0")[0]) for minutes, _ in lines) == 60


def test_a_score_is_never_told_without_the_one_expected() -> None:
    scored, unknown = report_of({"a": 3, "b": 0, "c": 0}), report_of({})
    assert plain(note_wording.score_in_short(scored, scored.scores.axes[0])).startswith(
        "Score : 33 sur 100, pour 33 attendu"
    )
    assert note_wording.score_in_short(unknown, unknown.scores.axes[0]) == ""
    assert note_wording.score_in_short(scored, None) == ""


def test_where_the_notes_are_whole_is_told_when_there_are_some() -> None:
    silent = report_of({"a": 1})
    assert "les notes entières" not in note_wording.how_to_read(silent)
    answers = {"a": replace(silent.sheet.answers["a"], note="Un fait")}
    noted = make_report(silent.criteria, replace(silent.sheet, answers=answers))
    assert "et les notes entières sont dans l’annexe" in note_wording.how_to_read(noted)


def test_a_replaced_character_is_explained() -> None:
    assert note_wording.substitute_words("□").startswith("Le signe □ remplace")


def test_what_is_done_is_named_three_at_most_and_in_short() -> None:
    def done(*titles: str) -> str:
        one = make_report(build({"axes": {"un": {"criteres": {"a": {}}}}}), sheet({}))
        engagements = tuple(Engagement(title=title, state=EngagementState.DONE) for title in titles)
        return plain(done_words(replace(one, engagements=engagements)))

    assert done() == ""
    assert done("Se voir", "Signer") == "« Se voir », « Signer »"
    assert done(*"abcd") == "« a », « b », « c » et 1 autre"
    assert done(*"abcde").endswith("et 2 autres")
    assert done("un mot " * 20) == f"« {('un mot ' * 20)[:89].rpartition(' ')[0]}… »"
    assert done("M" * 200) == f"« {'M' * 90}… »"
