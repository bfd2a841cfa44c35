"""Who is who over all releases."""

from index.storage.columns import MultiValueColumn
from index.storage.person_registry import PersonRegistry


def directory(*releases: str) -> PersonRegistry:
    """Of releases that name these people, with a | between two."""
    return PersonRegistry(MultiValueColumn.of([release.split("|") for release in releases]))


def test_a_bare_surname_is_the_one_person_who_bears_it() -> None:
    known = directory("Vela Ostrander", "Vela Ostrander|Iven Maroush", "Ostrander", "Maroush")

    assert [known.person(name) for name in ("Ostrander", "Maroush", "Vela Ostrander")] == [
        "Vela Ostrander",
        "Iven Maroush",
        "Vela Ostrander",
    ]


def test_a_surname_of_two_people_is_neithers_unless_nearly_all_releases_mean_one() -> None:
    two = directory("Vela Ostrander", "Orlo Ostrander", "Ostrander")
    assert two.person("Ostrander") == "Ostrander"

    one = directory(*["Vela Ostrander"] * 9, "Orlo Ostrander", "Ostrander")
    assert one.person("Ostrander") == "Vela Ostrander"


def test_the_name_that_most_releases_use_is_shown_for_longer_shorter_and_turned_ones() -> None:
    known = directory("Maroush Iven", "Iven Maroush", "Iven Maroush", "Iven Kalo Maroush", "Ive Maroush")

    assert {known.person(name) for name in ("Maroush Iven", "Iven Kalo Maroush", "Ive Maroush")} == {"Iven Maroush"}


def test_accents_make_no_other_person() -> None:
    known = directory("Şahin Çelik", "Şahin Çelik", "Sahin Celik")

    assert known.person("Sahin Celik") == "Şahin Çelik"
    assert sorted(known.names_of("sahin celik")) == ["Sahin Celik", "Şahin Çelik"]


def test_a_first_word_alone_is_a_person_who_is_known_in_full_often_enough() -> None:
    assert directory("Wen Yi", "Wen").person("Wen") == "Wen Yi"
    assert directory("Francis Maroush", *["Francis"] * 8).person("Francis") == "Francis"


def test_a_person_is_found_by_any_words_of_the_name_in_any_order() -> None:
    known = directory("Vela Ostrander", "Ostrander", "Orlo Maroush", "Vela Kim")

    assert sorted(known.names_of("Vela Ostrander")) == ["Ostrander", "Vela Ostrander"]
    assert sorted(known.names_of("OSTRANDER, vela r.")) == ["Ostrander", "Vela Ostrander"]
    assert sorted(known.names_of("vela")) == ["Ostrander", "Vela Kim", "Vela Ostrander"]
    assert known.names_of("Nobody") == []
    assert list(known.names_of(" . ")) == []


def test_a_name_that_is_a_persons_own_finds_that_person_alone() -> None:
    known = directory("Vela Ostrander", "Orlo Ostrander", "Ostrander")

    assert known.names_of("Ostrander") == ["Ostrander"]
    assert known.names_of("Orlo Ostrander") == ["Orlo Ostrander"]
