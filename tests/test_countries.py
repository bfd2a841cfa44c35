"""The table of countries, and which of them a release names. Names of countries are real here: the table is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.countries import countries, country_of
from corpus.errors import UnknownCountry
from corpus.folding import fold, fold_case
from corpus.gazetteer import find_countries


def named(text: str, title: str = "") -> str:
    return " ".join(find_countries(title, text))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("JP", "JP"),
        ("jpn", "JP"),
        ("japan", "JP"),
        ("Türkiye", "TR"),
        ("turkiye", "TR"),
        ("Turkey", "TR"),
        ("côte  d'ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("the Gambia", "GM"),
        ("Cambodian", "KH"),
        ("U.K.", "GB"),
        ("Kosovo", "XK"),
        ("Burma", "MM"),
        ("Republic of Korea", "KR"),
    ],
)
def test_a_country_is_known_by_code_name_and_demonym_however_it_is_written(written: str, code: str) -> None:
    assert country_of(written).code == code


@pytest.mark.parametrize("written", ["Norvania", "Congolese", "Korea", "", "J", "Dominican"])
def test_what_is_no_one_countrys_name_is_unknown(written: str) -> None:
    with pytest.raises(UnknownCountry, match=r"is no country: name one as it is called in English"):
        country_of(written)


def test_every_country_is_found_by_its_code_and_by_the_name_that_is_shown() -> None:
    for code, country in countries().items():
        assert (country_of(code).code, country_of(country.code3).code, country_of(country.name).code) == (code,) * 3


def test_every_country_is_found_in_a_text_that_names_it() -> None:
    missed = [name for name, country in ((c.name, c) for c in countries().values()) if named(name) != country.code]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The Cambodian minister met the Japanese one.", "JP KH"),
        ("the United States, the U.S. and Americans", "US"),
        ("a U.S.-Japan dialogue, Norway’s part in it", "JP NO US"),
        ("South Sudan", "SS"),
        ("Sudan and South Sudan", "SD SS"),
        ("Guinea-Bissau, Equatorial Guinea and Papua New Guinea", "GQ GW PG"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("the Nigerien and the Nigerian delegates", "NE NG"),
        ("the Democratic Republic of the Congo", "CD"),
        ("the DRC and its Congolese partners", "CD"),
        ("the Republic of the Congo", "CG"),
        ("the Congolese people", ""),
        ("the Dominican Republic", "DO"),
        ("North Koreans", "KP"),
        ("the ROK and the DPRK", "KP KR"),
        ("trade with Korea", "KR"),
        ("the Korean Peninsula", ""),
        ("talks with the DPRK on Korea", "KP"),
        ("Türkiye, Turkey and the Turks", "TR"),
        ("Côte d’Ivoire", "CI"),
        ("Latin America, the South China Sea and the Indian Ocean", ""),
        ("New Mexico and New Jersey", ""),
        ("American Samoa", "AS"),
        ("Ukrainians, Poles and Saudis", "PL SA UA"),
        ("Germanyan Chadwick Franced", ""),
    ],
)
def test_names_demonyms_and_abbreviations_name_their_country_and_no_other(text: str, codes: str) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("He travelled to Tbilisi, Georgia.", "GE"),
        ("He travelled to Atlanta, Georgia.", ""),
        ("The United States indicted a man of Augusta, Georgia.", "US"),
        ("The United States and Armenia welcomed Georgia.", "AM GE US"),
        ("the Islamic State of Iraq and the Levant", ""),
        ("Georgians in Atlanta, Georgia", "GE"),
        ("We go over to Vela Jordan.", ""),
        ("We travelled to Jordan, and Iraq to Jordan too.", "IQ JO"),
        ("He thanked Mr. Chad Ostrander.", ""),
        ("CONTACT US at the desk", ""),
        ("The US is here.", "US"),
        ("(Speaks in Spanish.)", ""),
        ("invested in Spanish ports", "ES"),
    ],
)
def test_a_state_a_person_a_language_and_us_are_no_country(text: str, codes: str) -> None:
    assert named(text) == codes


def test_a_capital_names_its_country_in_a_title_alone() -> None:
    assert named("The talks in Vienna went on.") == ""
    assert named("", title="The Minister’s Travel to Vienna, Cairo and Amman") == "AT EG JO"
    assert named("", title="On the Vienna Convention") == ""


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold_case(text) == fold_case(f"  {text} ")


def test_folding_takes_accents_off() -> None:
    assert fold("Çavuşoğlu, Łódź, O’Brien, São Tomé") == "Cavusoglu, Lodz, O'Brien, Sao Tome"
