"""The form of a merge: its view model, page by page, and the answers that it sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questionnaire.following.changes import Answer, Change, Choice, Kind, Merge, Question, Taken
from questionnaire.following.wording import NOTHING, ChangeTexts, MergeWording
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP

QUESTIONS_SHOWN, NEWS_SHOWN = 12, 40  # on one page
QUESTIONS_WHOLE = 30  # on the single page of a merge whose answers are not stored
LISTED = 60  # items of the lists of what is left aside, and of what was changed here
LONGEST_SHOWN = 900  # characters of one side of a question
EXCERPT = 160  # characters of one side of a change that is no question
LONGEST_TEXT = 4000  # characters of a text typed as an answer
NO_TEXT = f"Écrivez le texte que vous voulez, ou choisissez l’un des deux{NBSP}:"


@dataclass(frozen=True)
class Sides:
    """The French words for the two sides of a merge."""

    ours: str
    theirs: str
    other: str  # their side, within a sentence
    keep: str  # label of the choice of ours
    take: str  # label of the choice of theirs


PROJECT = Sides("Chez vous", "Le projet", "le projet", "Garder le nôtre", "Prendre celui du projet")


@dataclass(frozen=True)
class ShownQuestion:
    """A question on the page."""

    number: int  # index in the merge
    key: str  # of the place
    seen: str  # digest of the values compared
    told: ChangeTexts
    choice: str
    words: str  # the text of the third choice
    takes_words: bool  # whether a third text may be typed
    author: str  # of the answer
    earlier: bool  # it was answered, then one side changed that place again
    choices: list[tuple[str, str]]
    problem: str = ""

    @property
    def choice_words(self) -> str:
        """The choice in words, for accounts that only read."""
        return self.words if self.choice == Choice.OTHER else dict(self.choices).get(self.choice, "")

    @property
    def anchor(self) -> str:
        """The HTML id of its fields."""
        return f"choix-{self.number}"


@dataclass(frozen=True)
class ShownNews:
    """A change that is no question, on the page; `left`: the facilitator chose not to take it."""

    number: int
    key: str
    seen: str
    told: ChangeTexts
    left: bool

    @property
    def compared(self) -> bool:
        """Whether both texts are shown: for a number or an addition, the sentence says it all."""
        return " passe" not in self.told.text and NOTHING not in (self.told.before, self.told.there)


@dataclass(frozen=True)
class MergePage:
    """One page of a merge."""

    questions: list[ShownQuestion]
    news: list[ShownNews]
    aside: list[ChangeTexts]
    kept: list[ChangeTexts]
    renamed: list[str]
    question_page: int
    question_pages: int
    news_page: int
    news_pages: int
    open_news: bool
    unanswered: int
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SentAnswers:
    """The answers of a form, by place; the places whose answer is taken back; those whose text is missing."""

    answers: dict[str, Answer]
    forgotten: list[str]
    without_text: list[str]


def merge_page(
    merge: Merge,
    authors: Mapping[str, str],
    question_page: int = 1,
    news_page: int = 0,
    problems: Iterable[str] = (),
    sides: Sides = PROJECT,
    *,
    whole: bool = False,
) -> MergePage:
    """Return a page of a merge, or, with `whole`, all of it; `problems` are the places whose text is missing."""
    words = MergeWording(merge, sides.other)
    questions_by = QUESTIONS_WHOLE if whole else QUESTIONS_SHOWN
    question_pages = _pages(len(merge.questions), questions_by)
    news_pages = 1 if whole else _pages(len(merge.taken), NEWS_SHOWN)
    question_page = min(max(question_page, 1), question_pages)
    page = min(max(news_page, 1), news_pages)
    first, first_news = (question_page - 1) * questions_by, (page - 1) * NEWS_SHOWN
    missing = set(problems)
    return MergePage(
        questions=[
            _question(number, question, words, authors, missing, sides)
            for number, question in enumerate(merge.questions[first : first + questions_by], first)
        ],
        news=[
            _news(number, taken, words)
            for number, taken in enumerate(merge.taken[first_news : first_news + NEWS_SHOWN], first_news)
        ],
        aside=[words.aside(aside) for aside in merge.aside[:LISTED]],
        kept=[words.change(kept) for kept in merge.kept[:LISTED]],
        renamed=[words.renamed(renaming) for renaming in merge.renamed],
        question_page=question_page,
        question_pages=question_pages,
        news_page=page,
        news_pages=news_pages,
        open_news=news_page > 0,
        unanswered=len(merge.unanswered),
        counts={
            "news": merge.count,
            "taken": len(merge.taken),
            "left": sum(taken.left for taken in merge.taken),
            "questions": len(merge.questions),
            "aside": len(merge.aside),
            "kept": len(merge.kept),
        },
    )


def fits(merge: Merge) -> bool:
    """Tell whether the questions of a merge fit on one page."""
    return len(merge.questions) <= QUESTIONS_WHOLE


def read_answers(merge: Merge, form: Mapping[str, str]) -> SentAnswers:
    """Read the answers of a page; those to values that changed meanwhile are ignored: the page asks them again."""
    answers: dict[str, Answer] = {}
    forgotten: list[str] = []
    without_text: list[str] = []
    for number, question in enumerate(merge.questions):
        change, choice = question.change, form.get(f"choix-{number}", "")
        if form.get(f"lieu-{number}") != change.key or form.get(f"vu-{number}") != change.seen:
            continue
        words = clean_text(form.get(f"texte-{number}", "")).strip()[:LONGEST_TEXT]
        if choice == Choice.OTHER and change.takes_words:
            if words:
                answers[change.key] = Answer(Choice.OTHER, change.seen, words)
            else:
                without_text.append(change.key)
        elif choice in (Choice.OURS, Choice.THEIRS):
            answers[change.key] = Answer(Choice(choice), change.seen)
    for number, taken in enumerate(merge.taken):
        change = taken.change
        if form.get(f"nouveaute-{number}") != change.key or form.get(f"vue-{number}") != change.seen:
            continue
        if form.get(f"reprendre-{number}") == "oui":
            forgotten += [change.key] if taken.left else []
        else:
            answers[change.key] = Answer(Choice.OURS, change.seen)
    return SentAnswers(answers, forgotten, without_text)


def ours_for_the_rest(merge: Merge) -> dict[str, Answer]:
    """Return the answers that keep our side of every unanswered question."""
    return {question.change.key: Answer(Choice.OURS, question.change.seen) for question in merge.unanswered}


def page_of(merge: Merge, key: str) -> int:
    """Return the number of the page that shows the question of a place."""
    numbers = (number for number, question in enumerate(merge.questions) if question.change.key == key)
    return next(numbers, 0) // QUESTIONS_SHOWN + 1


def _pages(count: int, by: int) -> int:
    return max(1, -(-count // by))


def _question(
    number: int,
    question: Question,
    words: MergeWording,
    authors: Mapping[str, str],
    missing: set[str],
    sides: Sides,
) -> ShownQuestion:
    change = question.change
    told = words.change(change, asked=True)
    answer = question.answer or question.earlier
    problem = NO_TEXT if change.key in missing else ""
    return ShownQuestion(
        number,
        change.key,
        change.seen,
        ChangeTexts(
            told.part,
            told.where,
            told.text,
            *(_cut(text, LONGEST_SHOWN) for text in (told.before, told.here, told.there)),
        ),
        Choice.OTHER if problem else answer.choice if answer else "",
        answer.text
        if answer and answer.choice is Choice.OTHER
        else str(change.ours)
        if change.takes_words
        else "",
        change.takes_words,
        authors.get(change.key, "") if answer else "",
        question.answer is None and question.earlier is not None,
        _choices(change, sides),
        problem,
    )


def _choices(change: Change, sides: Sides) -> list[tuple[str, str]]:
    words = sides.keep, sides.take
    if change.kind is Kind.REMOVED:
        words = "Garder, avec ce qui y renvoie", "Retirer aussi, avec ce qui y renvoie"
    elif change.whole:
        words = "Laisser de côté", "Reprendre, avec ce qui y renvoie"
    choices = [(Choice.OURS.value, words[0]), (Choice.THEIRS.value, words[1])]
    return [*choices, (Choice.OTHER.value, "Écrire un autre texte")] if change.takes_words else choices


def _news(number: int, taken: Taken, words: MergeWording) -> ShownNews:
    told = words.change(taken.change)
    before, there = _cut(told.before, EXCERPT), _cut(told.there, EXCERPT)
    excerpt = ChangeTexts(told.part, told.where, told.text, before, "", there)
    return ShownNews(number, taken.change.key, taken.change.seen, excerpt, taken.left)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
