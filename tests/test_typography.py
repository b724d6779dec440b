"""French typography: what is typed on an ordinary keyboard becomes what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.typography import counted, french


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("l'exemple", "l’exemple"),
        ("et puis...", "et puis…"),
        ("« mot »", "«_mot_»"),
        ("«mot»", "«_mot_»"),
        ("« »", "«_»"),
        ("ici : là ; oui ! non ?", "ici_: là_; oui_! non_?"),
        ("Quoi? Non! Si; bon: voilà", "Quoi_? Non_! Si_; bon_: voilà"),
        ("Vraiment?", "Vraiment_?"),
        ("(ici)! l'autre » !", "(ici)_! l’autre_»_!"),
        ("ici\u202f:", "ici_:"),
        ("50 % et 3 €", "50_% et 3_€"),
        (
            "10 000 habitants, 1 234 567 euros, en 2020 1500 personnes",
            "10_000 habitants, 1_234_567 euros, en 2020 1500 personnes",
        ),
        ("https://exemple.fr/?a=b;c et 10:30", "https://exemple.fr/?a=b;c et 10:30"),
        ("déjà_: bien_!", "déjà_: bien_!"),
        ("", ""),
    ],
)
def test_ordinary_signs_become_real_ones(typed: str, shown: str) -> None:
    assert french(typed.replace("_", "\u00a0")) == shown.replace("_", "\u00a0")


@given(st.text(alphabet="aé1 0\u00a0\u202f\n'’.…«»:;!?%€()/", max_size=30))
@settings(max_examples=400)
def test_passing_twice_changes_nothing_more(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text(max_size=40))
def test_nothing_but_spaces_and_signs_changes(text: str) -> None:
    def bare(value: str) -> str:
        return "".join("".join(value.split()).replace("'", "’").replace("...", "…").split())

    assert bare(french(text)) == bare(text)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 ligne copiée"), (1, "1 ligne copiée"), (2, "2 lignes copiées")]
)
def test_words_follow_their_number(count: int, told: str) -> None:
    assert counted(count, "ligne copiée") == told.replace(" ", "\N{NO-BREAK SPACE}", 1)
