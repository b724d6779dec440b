"""The texts of the project that arrive while somebody's own version is in service: announced, never put in service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaire.services.project_news import project_news
from questionnaire.services.versions import Versions
from questionnaire.storage import CriteriaText, Origin, Place, PublicationStore
from tests.services.test_versions import MARIE, look, text_of, version, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "criteria.yaml"
    write(written, version("un"))
    return written


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The file of the program, when the site has its own."""
    written = tmp_path / "livre.yaml"
    write(written, version("projet-1"))
    return written


@pytest.fixture
def announced(publications: PublicationStore) -> Callable[[Versions], list[str]]:
    """Return a function that gives the names of the texts announced; in brackets, those that change only the layout."""

    def names(versions: Versions) -> list[str]:
        news = project_news(publications, versions)
        return [f"({one.text.label})" if one.layout_only else one.text.label for one in news]

    return names


Announced = Callable[[Versions], list[str]]


def choose(publications: PublicationStore, versions: Versions, label: str, upstream: str | None = None) -> None:
    """Publish a version of that name from the space."""
    text = CriteriaText(text_of(version(label)).digest, label, version(label).encode())
    assert publications.publish(text, expected=versions.in_service.id, upstream=upstream, **MARIE)
    assert look(versions) == label


def test_nothing_is_announced_while_the_file_is_followed(
    publications: PublicationStore, file: Path, announced: Announced
) -> None:
    started = Versions(publications, file)
    assert announced(started) == []
    write(file, version("deux"))
    assert look(started) == "deux"
    assert announced(started) == []


def test_a_file_changed_after_a_publication_of_the_space_is_announced_until_it_is_dealt_with(
    publications: PublicationStore, file: Path, announced: Announced
) -> None:
    started = Versions(publications, file)
    choose(publications, started, "espace")
    assert announced(started) == []  # the file holds what was in service before
    write(file, version("deux"))
    assert look(started) == "espace"
    assert announced(started) == ["deux"]
    write(file, version("trois"))
    assert look(started) == "espace"
    assert announced(started) == ["trois"]  # only the last one
    assert announced(Versions(publications, file)) == ["trois"]
    choose(publications, started, "espace-2", upstream=text_of(version("trois")).digest)
    assert announced(started) == []
    write(file, version("un"))  # as it was long ago
    look(started)
    assert announced(started) == []


def test_a_declined_text_is_not_announced_again_the_next_one_is(
    publications: PublicationStore, file: Path, announced: Announced
) -> None:
    started = Versions(publications, file)
    choose(publications, started, "espace")
    write(file, version("deux"))
    look(started)
    publications.decline(publications.project_texts(Place.FILE)[0].id, "Marie")
    assert announced(started) == []
    write(file, version("deux") + "# une remarque\n")
    look(started)
    assert announced(started) == ["(deux)"]
    write(file, version("trois"))
    look(started)
    assert announced(started) == ["trois"]


def test_comments_and_layout_alone_are_kept_without_alert(
    publications: PublicationStore, file: Path, announced: Announced
) -> None:
    started = Versions(publications, file)
    choose(publications, started, "espace")
    write(file, "# une remarque\n" + version("un"))
    assert look(started) == "espace"
    assert announced(started) == ["(un)"]
    write(file, version("deux"))
    look(started)
    write(file, version("deux") + "# une remarque\n")
    look(started)
    assert announced(started) == ["deux"]  # what it changes is still to be looked at


def test_the_text_shipped_with_the_program_is_announced_when_the_site_has_its_own_file(
    publications: PublicationStore, file: Path, shipped: Path, announced: Announced
) -> None:
    started = Versions(publications, file, shipped)
    assert started.current.version == "un"
    assert announced(started) == []  # the file is made from it
    write(shipped, version("projet-2"))
    assert look(started) == "un"
    assert announced(started) == ["projet-2"]
    assert announced(Versions(publications, file, shipped)) == ["projet-2"]
    write(file, version("deux"))  # the file is still followed, and the text of the project still to be looked at
    assert look(started) == "deux"
    assert announced(started) == ["projet-2"]
    choose(publications, started, "espace", upstream=text_of(version("projet-2")).digest)
    assert announced(started) == []
    write(file, version("trois"))
    write(shipped, version("trois"))
    look(started)
    assert announced(started) == ["trois"]  # once
    assert started.places == (Place.FILE, Place.SHIPPED)


def test_a_site_that_has_its_own_versions_already_is_told_of_a_text_of_the_project_it_never_had(
    publications: PublicationStore, file: Path, shipped: Path, announced: Announced
) -> None:
    Versions(publications, file)
    assert announced(Versions(publications, file, shipped)) == ["projet-1"]


def test_a_shipped_file_that_cannot_be_read_changes_nothing(
    publications: PublicationStore, file: Path, shipped: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(shipped, "format: [")
    started = Versions(publications, file, shipped)
    assert started.current.version == "un"
    assert publications.project_texts(Place.SHIPPED) == []
    assert "livrés avec le programme" in caplog.text


def test_the_same_file_under_two_names_is_watched_once(publications: PublicationStore, file: Path) -> None:
    link = file.with_name("lien.yaml")
    link.symlink_to(file)
    assert Versions(publications, link, file).places == (Place.FILE,)


def test_a_text_of_an_earlier_release_is_announced_without_being_compared(
    publications: PublicationStore, file: Path, announced: Announced
) -> None:
    started = Versions(publications, file)
    choose(publications, started, "espace")
    publications.notice(CriteriaText("0" * 64, "ancien", b"format: 0"), Place.FILE)
    assert announced(started) == ["ancien"]


def test_each_publication_remembers_the_text_of_the_project_that_it_includes(
    publications: PublicationStore, file: Path, shipped: Path
) -> None:
    one = text_of(version("un")).digest
    started = Versions(publications, file)
    assert started.in_service.upstream_digest == one
    publications.publish(
        text_of(version("espace")),
        author="Marie",
        origin=Origin.SPACE,
        message="Essai",
        expected=started.in_service.id,
        upstream=one,
    )
    assert [each.upstream_digest for each in publications.history()] == [one, one]
    assert publications.included_digests() == {one, text_of(version("espace")).digest}


def test_the_first_publication_of_a_site_with_its_own_file_includes_the_text_shipped_then(
    publications: PublicationStore, file: Path, shipped: Path
) -> None:
    started = Versions(publications, file, shipped)
    project = text_of(version("projet-1")).digest
    assert started.in_service.upstream_digest == project
    write(file, version("deux"))
    assert look(started) == "deux"
    assert started.in_service.upstream_digest == project
