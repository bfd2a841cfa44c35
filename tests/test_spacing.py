"""How a text is parted before its words are analysed."""

import pytest
from factories import make_release

from index.storage.spacing import space_words
from service.assembly import Communique


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("The U.S. and the E.U.", "The US and the EU"),
        ("Vela Ostrander spoke.", "Vela Ostrander spoke."),
        ("外相会談", " 外相 相会 会談 "),
        ("港、海", " 港 、 海 "),
        ("2031年5月6日に", "2031 年 5 月 6 日に "),
        ("ท่าเรือ", " ท่ ่า าเ เร รื ือ "),
        ("Müller sprach über Öl", "Müller sprach über Öl"),
        ("항구 개항", "항구 개항"),
    ],
)
def test_only_what_is_written_without_spaces_is_parted_into_pairs(text: str, spaced: str) -> None:
    assert space_words(text) == spaced


def test_a_word_within_a_japanese_sentence_finds_its_release(communique: Communique) -> None:
    communique.put(
        make_release(
            "port", "新港の開港", "東方国の海運大臣は新しい港を開いた。建設費は三百四十億円である。", language="ja"
        )
    )
    found = communique.retriever().rank("建設費はいくらですか")["lexical"]
    (passage, release), *_ = communique.retriever().lookup(list(found))
    assert release.id == "port"
    assert "建設費" in passage.text
    assert communique.retriever().rank("砂糖の値段")["lexical"] == {}
