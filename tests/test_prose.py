"""Sentences are told from what is none, in whatever script, and whatever stands behind them."""

from itertools import product

import pytest
from barriers import page

from corpus.errors import UnreadableSource
from corpus.reading.prose import holds_prose
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

OPENED = "The Ministry of Ports of Estrava opened a second lock at Brannock on Monday."
COST = "Minister Ilse Quorn said that the lock cost 90 million crowns and took two years."


def read(*lines: str) -> Release | UnreadableSource:
    title = "Estrava opens a second lock"
    markup = page(f"{title} | Ports", f"<h1>{title}</h1>", *lines)
    (found,) = run("html", Source(data=markup.encode(), place="lock.html", release_id="lock"))
    return found


@pytest.mark.parametrize(
    "line",
    [
        OPENED,
        f"{OPENED}\n###",
        f"{COST} (With reports of Jorun Vale in Brannock)",
        f"{COST} Press office: +99 12 345 678",
        f"{COST} Ministry of Ports, 12 Mole Street, Brannock",
        "एस्त्रावा के बंदरगाह मंत्रालय ने सोमवार को दूसरा द्वार खोला।",
        "এস্ত্রাভার বন্দর মন্ত্রণালয় সোমবার দ্বিতীয় ফটক খুলেছে।",
        "وزارت بندرگاہ نے پیر کو برانوک میں دوسرا دروازہ کھول دیا۔",
        "هل افتتحت وزارة الموانئ البوابة الثانية يوم الاثنين؟",
        "港湾省は月曜日にブラノックで二つ目の水門を開いた。 連絡先",
        "港务部星期一在布兰诺克启用了第二座船闸。联系人：办公室",
        "กระทรวงท่าเรือเอสตราวาเปิดประตูน้ำแห่งที่สองที่แบรนน็อคเมื่อวันจันทร์ หลังจากการก่อสร้างนานสองปีและใช้งบประมาณเก้าสิบล้านคราวน์",
        "Էստրավայի նավահանգիստների նախարարությունը երկուշաբթի բացեց երկրորդ դարպասը։",
        "የኤስትራቫ ወደቦች ሚኒስቴር ሰኞ ዕለት ሁለተኛውን በር ከፈተ።",
        "ក្រសួងកំពង់ផែនៃអេស្ត្រាវ៉ាបានបើកទ្វារទឹកទីពីរនៅថ្ងៃច័ន្ទ។",
        "ဆိပ်ကမ်းဝန်ကြီးဌာနသည် တနင်္လာနေ့တွင် ဒုတိယရေတံခါးကို ဖွင့်လှစ်ခဲ့သည်။",
    ],
)
def test_a_sentence_is_one_whatever_ends_it_and_whatever_stands_behind_it(line: str) -> None:
    assert holds_prose(line)
    assert isinstance(found := read(f"<div>{line}</div>".replace("\n", "<br>")), Release), found


@pytest.mark.parametrize(
    "line",
    [
        "Minister opens second lock at Brannock on Monday",
        "Prime Minister of Estrava meets Dr. Lene Vale in Brannock",
        "Press Release of the Ministry No. 114",
        "Sitzung des Ausschusses für Häfen am 6. Mai in Brannock",
        "Ports grew by approx. 340 t in the last quarter",
        "Read more. Print.",
        "รัฐมนตรีเปิดประตูน้ำแห่งที่สอง",
        "मंत्री ने ब्रैनॉक में दूसरा द्वार खोला",
    ],
)
def test_a_headline_is_no_sentence_though_it_has_full_stops(line: str) -> None:
    assert not holds_prose(line)


def rows(*cells: str) -> str:
    return "<table>" + "".join(f"<tr><td>{cell}</td><td>{n}</td></tr>" for n, cell in enumerate(cells)) + "</table>"


def test_a_table_as_long_as_one_likes_does_not_make_a_list_of_a_release() -> None:
    figures = rows(*(f"Ships that passed the lock of Brannock in week {week}" for week in range(80)))
    found = read(f"<p>{OPENED}</p>", f"<p>{COST}</p>", figures)
    assert isinstance(found, Release), found
    assert "week 79 | 79" in found.text
    listed = read(
        f"<p>{OPENED}</p>", *(f"<li>Lock {n} opens at {n} o'clock for ships of the coast</li>" for n in range(12))
    )
    assert isinstance(listed, Release), listed
    plain = "<table>" + "".join(f"<tr><td><div>{n},500</div></td></tr>" for n in range(400)) + "</table>"
    assert isinstance(read(f"<p>{OPENED}</p>", f"<p>{COST}</p>", plain), Release)


def test_a_table_alone_is_a_list_whether_it_leads_elsewhere_or_not() -> None:
    for form in ("<a href='/{}'>Minister Ilse Quorn opens a lock</a>", "Ships that passed the lock in week {}"):
        found = read(rows(*(form.format(n) for n in range(40))))
        assert isinstance(found, UnreadableSource), found
        assert found.reason == "a list, not a release: hardly a sentence in it"


def test_an_article_of_lists_is_one_where_its_page_says_when_it_was_published() -> None:
    title, towns = (
        "Estrava honours its pilots",
        "Brannock Quillan Dorne Vessel Harrow Pell Aske Ulmer Tarn Weir Loom Gant".split(),
    )
    wards = [
        f"The pilots of {town} for the rescue of {n + 20} passengers of the ferry from {other} in the storm of {n} May"
        for n, (town, other) in enumerate(product(towns, towns[:4]))
    ]
    lines = [f"<h1>{title}</h1>", f"<p>{OPENED} {COST}</p>", *(f"<p><a href='/'>{ward}</a></p>" for ward in wards)]
    told = "<meta property='article:published_time' content='2031-05-06T09:00:00+02:00'>"
    for head, kind in ((told, Release), ("", UnreadableSource)):
        source = Source(data=page(title, *lines, head=head).encode(), place="pilots.html", release_id="pilots")
        assert isinstance(next(run("html", source)), kind)
