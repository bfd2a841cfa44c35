"""References written as others read them: for programs (CSL-JSON, BibTeX, RIS), and as sentences and markup.

There is one kind of work here, a press release on the web, and each style has one form for it: these forms are written
out, where a processor of styles would bring 20,000 lines of XML under another licence (decision 0046).
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal

from corpus.dates import spell_day
from service.display.bibliography import Reference

Style = Literal["csl", "bibtex", "ris", "chicago", "apa", "ap", "plain", "wiki"]

_AP_MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_GENRE = "Press release"
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "&%$#_"},
}
_WIKI = {
    "|": "{{!}}",
    "<": "&lt;",
    "[": "&#91;",
    "]": "&#93;",
    "{": "&#123;",
    "}": "&#125;",
    "=": "&#61;",
    "'": "&#39;",
}


def write_references(references: Sequence[Reference], style: Style) -> str:
    """The references as one text in this style; what is quoted stands in each, to the character where the form allows.

    RIS and wiki markup hold a line where a quote may hold several: there white space is one space.
    """
    if style == "csl":
        return json.dumps([csl_item(each) for each in references], ensure_ascii=False, indent=2) + "\n"
    written = _STYLES[style]
    between = "\n" if style in {"ris", "bibtex"} else "\n\n"
    return between.join(written(each) for each in references)


def csl_item(reference: Reference) -> dict[str, Any]:
    """https://docs.citationstyles.org/en/stable/specification.html, appendix IV: what any program that cites reads."""
    item = {
        "id": reference.key,
        "type": "webpage",
        "genre": _GENRE,
        "title": reference.title,
        "author": [{"literal": reference.publisher}] if reference.publisher else None,
        "publisher": reference.publisher,
        "issued": _date_parts(reference.day),
        "accessed": _date_parts(reference.accessed),
        "URL": reference.source_url or reference.place,
        "archive_location": reference.place,
        "language": reference.language,
        "version": reference.version,
        "note": reference.quotes,
    }
    return {name: value for name, value in item.items() if value}


def _date_parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def _bibtex(reference: Reference) -> str:
    day = reference.day
    fields = {
        "author": f"{{{_tex(reference.publisher)}}}" if reference.publisher else "",
        "title": f"{{{_tex(reference.title)}}}",
        "howpublished": _GENRE,
        "publisher": _tex(reference.publisher or ""),
        "year": str(day.year) if day else "",
        "month": _MONTHS[day.month - 1] if day else "",
        "day": str(day.day) if day else "",
        "url": _address(reference.source_url or reference.place),
        "urldate": reference.accessed.isoformat(),
        "langid": reference.language or "",
        "version": reference.version,
        "note": _tex(reference.quotes),
        "addendum": rf"\url{{{_address(reference.place)}}}",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{reference.key},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(each, each) for each in text)


def _address(address: str) -> str:
    """Braces would end the field before its end, white space the line."""
    return "".join(f"%{ord(each):02X}" if each in "{}\\ \n" else each for each in address)


def _ris(reference: Reference) -> str:
    day, seen = reference.day, reference.accessed
    tags = [
        ("TY", "ELEC"),
        ("ID", reference.key),
        ("M3", _GENRE),
        ("TI", reference.title),
        ("AU", reference.publisher),
        ("PB", reference.publisher),
        ("PY", str(day.year) if day else None),
        ("DA", f"{day:%Y/%m/%d}" if day else None),
        ("Y2", f"{seen:%Y/%m/%d}"),
        ("UR", reference.source_url or reference.place),
        ("L2", reference.place),
        ("LA", reference.language),
        ("ET", reference.version),
        ("N1", reference.quotes),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in tags if value is not None)


def _chicago(reference: Reference) -> str:
    """The Chicago Manual of Style, a note."""
    facts = [reference.publisher, _titled(reference), _GENRE.lower(), spell_day(reference.day)]
    address = [f"accessed {spell_day(reference.accessed)}", reference.source_url]
    return _with_quotes(reference, f"{_listed([*facts, *address])}.")


def _apa(reference: Reference) -> str:
    """The Publication Manual of the APA; a retrieval date, since releases change."""
    day = reference.day
    dated = f"({day.year}, {day:%B} {day.day})" if day else "(n.d.)"
    titled = f"{reference.title} [{_GENRE}]."
    head = f"{reference.publisher}. {dated}. {titled}" if reference.publisher else f"{titled[:-1]}. {dated}."
    source = f" Retrieved {spell_day(reference.accessed)}, from {reference.source_url}" if reference.source_url else ""
    return _with_quotes(reference, head + source)


def _ap(reference: Reference) -> str:
    """As the Associated Press writes dates; it has no bibliographies."""
    day = reference.day
    dated = f"{_AP_MONTHS[day.month - 1]} {day.day}, {day.year}" if day else None
    facts = [reference.publisher, _titled(reference), _GENRE.lower(), dated, reference.source_url]
    return _with_quotes(reference, f"{_listed(facts)}.")


def _plain(reference: Reference) -> str:
    facts = [reference.publisher, reference.title, spell_day(reference.day), reference.source_url]
    return _with_quotes(
        reference, f"{', '.join(each for each in facts if each)}, read on {spell_day(reference.accessed)}."
    )


def _titled(reference: Reference) -> str:
    """In quotation marks, which hold the comma that follows in American styles."""
    return f"“{reference.title}{'' if reference.title[-1:] in '?!' else ','}”"


def _listed(facts: Sequence[str | None]) -> str:
    """With commas, but none behind a title that has its own mark."""
    return re.sub(r"([,?!]”),", r"\1", ", ".join(each for each in facts if each))


def _with_quotes(reference: Reference, sentence: str) -> str:
    """What is quoted, the source, then the place here with the version that was quoted."""
    return f"{reference.quotes} {sentence} Version {reference.version[:8]}: {reference.place}"


def _wiki(reference: Reference) -> str:
    """The template {{cite press release}} of Wikipedia; it sets quotation marks around the whole of `quote` itself."""
    quotes = reference.quotes
    alone = quotes[1:-1] if quotes.count("“") == 1 and quotes.startswith("“") and quotes.endswith("”") else quotes
    fields = {
        "title": reference.title,
        "publisher": reference.publisher or "",
        "date": reference.day.isoformat() if reference.day else "",
        "url": reference.source_url or reference.place,
        "access-date": reference.accessed.isoformat(),
        "language": reference.language or "",
        "quote": alone,
    }
    lines = "".join(f" |{name}={_wikitext(value)}" for name, value in fields.items() if value)
    return f"{{{{cite press release{lines}}}}}<!-- version {reference.version[:8]} -->"


def _wikitext(text: str) -> str:
    return " ".join("".join(_WIKI.get(each, each) for each in text).split())


_STYLES: dict[str, Callable[[Reference], str]] = {
    "bibtex": _bibtex,
    "ris": _ris,
    "chicago": _chicago,
    "apa": _apa,
    "ap": _ap,
    "plain": _plain,
    "wiki": _wiki,
}
