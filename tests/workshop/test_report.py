"""The report of a room: figures shown, levels retained, and the first steps that follow."""

from __future__ import annotations

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.workshop import wording
from questionnaire.workshop.diagnostic import answered_otherwise
from questionnaire.workshop.report import Result, make_room_report, stage_title
from questionnaire.workshop.votes import Kind
from tests.support.building import build
from tests.support.told_rooms import told_room

NBSP = "\N{NO-BREAK SPACE}"


def test_a_report_tells_each_step_that_was_revealed_and_no_other(criteria: Criteria) -> None:
    report = told_room(criteria)
    assert [one.step.kind for one in report.steps] == [Kind.CLOUD, Kind.POLL, Kind.CRITERION, Kind.CRITERION]
    assert (report.viewpoint, report.stage) == ("Collectivité", "Ouvert depuis moins de deux ans")
    cloud, poll, kept, split = report.steps
    assert cloud.result.cloud
    assert [word.label for word in cloud.result.cloud.words] == ["lien social", "emploi"]
    assert (cloud.result.words, Result().words) == (f"6{NBSP}réponses.", "")
    assert poll.result.words.startswith(f"10{NBSP}réponses")
    assert poll.result.whole
    assert next((bar.label, bar.count, bar.percent) for bar in poll.result.whole.bars) == ("Bien", 5, 50)
    assert (kept.kept, split.kept) == (f"Le groupe retient{NBSP}: Amorcé", "On ne tranche pas")
    assert report.kept == (kept, split)
    assert report.conclusions[0] == ("Enjeux", f"Lien social, convivialité, entraide{NBSP}; Jeunesse", "")
    assert report.conclusions[1:] == ((kept.title, kept.kept, kept.sentence), (split.title, split.kept, ""))
    worded = criteria.at_stage("ouverture").criterion(kept.step.subject).levels.of(Viewpoint.COLLECTIVITE)
    assert kept.sentence == worded[1]
    assert report.people == 12
    assert wording.people_words(report.people) == f"Jusqu’à 12{NBSP}personnes ont répondu à une question."
    assert wording.people_words(1) == f"Jusqu’à 1{NBSP}personne a répondu à une question."
    assert report.of(Kind.POLL) == (poll,)


def test_sides_and_the_second_round_are_told_when_they_may_be(criteria: Criteria) -> None:
    *_, voted, again = told_room(criteria).steps
    assert [name for name, _ in voted.result.sides] == [
        "Du côté d’une collectivité",
        "Du côté d’un lieu ou d’un projet",
    ]
    assert voted.result.whole
    assert [len(bar.sentences) for bar in voted.result.whole.bars] == [0, 1, 1, 1, 1]
    assert voted.result.agreement == "Très partagés."
    assert voted.dialogue.endswith("?")
    assert again.result.moved == f"9{NBSP}réponses ont changé depuis le premier tour."
    assert again.result.notes == (wording.SIDES_BY_LEVELS,)


def test_a_room_that_kept_something_leads_to_first_steps(criteria: Criteria) -> None:
    report = told_room(criteria)
    assert len(report.first_steps) >= 1
    assert report.sheet.answers


def test_a_room_that_showed_nothing_has_a_report_all_the_same() -> None:
    short = build({"axes": {"un": {"criteres": {"a": {}}}}})
    sheet = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "ouverture"})
    report = make_room_report(short, sheet, "", None, [])
    assert (report.steps, report.first_steps, report.conclusions) == ((), (), ())
    assert wording.people_words(report.people) == ""
    assert stage_title(short, AnswerSheet(Viewpoint.PROJET)) == ""


def test_a_diagnostic_that_has_another_answer_than_the_room_is_told() -> None:
    def sheet(**answers: Answer) -> AnswerSheet:
        return AnswerSheet(Viewpoint.PROJET, answers=answers)

    kept = sheet(a=Answer.at(1, "En atelier"), b=Answer(State.UNKNOWN), c=Answer.at(0))
    assert answered_otherwise(kept, sheet(a=Answer.at(1), b=Answer(State.UNKNOWN), c=Answer.at(0))) == []
    assert answered_otherwise(kept, sheet(a=Answer.at(2), b=Answer.at(0))) == ["a", "b", "c"]
    assert answered_otherwise(sheet(), kept) == []
