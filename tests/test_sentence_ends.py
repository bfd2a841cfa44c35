"""Sentences of releases in ten languages, cut by hand: each list is one text, and what has to come out of it."""

import pytest

from corpus.chunking import split_sentences

CUT = {
    "en": [
        ["The office opens at 9 a.m. Monday and closes at 5 p.m. Friday.", "It is closed on Sunday."],
        ["Doors open at 10 a.m. EST.", "The talk begins at 2 p.m. in Quillan."],
        ["On May 6, at 2 p.m. Mr. Orlan Tesk met the Governor.", "They spoke of trade."],
        ["The Governor left at 2 p.m.", "Mr. Tesk stayed."],
        ["Brannock Shipping Plc. said that it would pay.", "Estravan Steel Ltd. and its owner agreed."],
        ["The cargo weighs approx. 340 t.", "It is steel."],
        ["It cost $3.5 mn. for all.", "See No. 7 and pp. 3-5."],
        ["Ships came on Jan. 5.", "It was cold."],
        ["He met H. E. Mr. Orlan Tesk.", "The Rt. Hon. Odile Brannock came.", "Lt. Gen. (res.) Verrin spoke."],
        ["Both sides, i.e. the Ministers, met Amb. Dahl.", "Amb. Dahl thanked Gov. Verrin and Sgt. Hale."],
        ["“Is it open?” he asked.", "“Yes!” she said."],
        ["The aims are 1) peace, 2) trade and (3) ships.", "They met."],
        ["U.S. Ambassador Dahl left the U.S.", "The road is open."],
        ["* The foregoing is a provisional translation.", "The date above denotes the date of issue."],
    ],
    "de": [
        ["Der Minister sagte am 6. Mai, dass ca. 340 t Stahl kommen.", "Die Abg. Dahl war z. B. dabei."],
        ["Prof. Dr. Tesk sprach u. a. über den Hafen.", "Es regnete."],
        ["Im 3. Quartal stieg der Umsatz vgl. Abs. 2 um 5 Prozent.", "Das freut Hr. Verrin."],
        ["„Der Hafen ist offen!“, rief sie.", "Das war am 12. Jahrestag."],
    ],
    "fr": [
        ["Le ministre M. Tesk a vu Mme. Dahl et le Dr. Verrin.", "Env. 340 t sont arrivées."],
        ["Il a dit : « Le port est ouvert. »", "La route est fermée."],
    ],
    "es": [
        ["El Sr. Tesk y la Sra. Dahl visitaron el puerto.", "Aprox. 340 t llegaron ayer."],
        ["La Srta. Verrin habló, p. ej. de la pesca.", "El pto. está abierto."],
    ],
    "it": [["L'on. Tesk ha visto il dott. Verrin.", "Il porto è aperto."]],
    "pt": [["O Sr. Tesk viu a Sra. Dahl.", "O porto está aberto."]],
    "nl": [["Drs. Tesk sprak met mevr. Dahl over ca. 340 t staal.", "De haven is open."]],
    "ru": [["Министр проф. Теск посетил порт.", "Он открыт."]],
    "ja": [["大臣は「港を開いた。道も開く。」と述べた。", "次に進む。"], ["港は開かれた。", "雨が降った。"]],
    "hi": [["मंत्री ने बंदरगाह खोला।", "सड़क बंद है।"]],
}


@pytest.mark.parametrize(
    ("language", "sentences"), [(language, text) for language, texts in CUT.items() for text in texts], ids=str
)
def test_sentences_end_where_a_person_ends_them(language: str, sentences: list[str]) -> None:
    text = ("" if language == "ja" else " ").join(sentences)
    assert [span.of(text) for span in split_sentences(text, language)] == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The plan:", "1. Build the pier.", "2. Open the road.", "It rained."],
        ["The plan:", "1. Build the pier", "2. Open the road", "3. Lay the rail"],
        [
            "They agreed on this:",
            "1. 1. Peace is kept.",
            "2.. Trade grows.",
            "(3) Ships sail.",
            "• (4) Rails are laid.",
        ],
        ["A short list.", "• The harbour opens", "• The road closes"],
        ["– The harbour opens", "– The road closes"],
        ["1 Estrava", "Both Ministers spoke about it.", "2 Trade", "They agreed."],
        ["The Minister is in town.", "She stays."],
        ["① 港を開く", "② 道を閉じる"],
    ],
)
def test_the_end_of_a_line_ends_a_sentence_of_a_list(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert [span.of(text) for span in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "The harbour of Port Quillan, which cost 340\nmillion crowns, is open.",
        "The Ministers met in Quillan on\n6 May and spoke of approx.\n340 t of steel.",
        "The pier – of stone\n– and of steel – is open.",
        "The pier was built by\n12 men of Port Quillan in\nNorvania.",
        "1. The harbour of Port Quillan in\nNorvania is open.",
        "She saw Mr.\nTesk in Quillan.",
    ],
)
def test_a_line_that_is_only_full_ends_no_sentence(text: str) -> None:
    assert [span.of(text) for span in split_sentences(text)] == [text]


def test_a_number_within_a_line_opens_the_sentence_behind_it() -> None:
    text = "The Minister said: 1. The harbour is open. 2. The road is closed."
    assert [span.of(text) for span in split_sentences(text)] == [
        "The Minister said:",
        "1. The harbour is open.",
        "2. The road is closed.",
    ]
