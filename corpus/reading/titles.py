"""Which line is the title: no letterhead, no name of a site or of a section, nothing that says when to print it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.embargo import is_embargo
from corpus.english.pages import INSTITUTIONS, NEVER_OFFICE, SECTIONS
from corpus.english.reporting_verbs import HEADLINES
from corpus.folding import normalise
from corpus.reading.chrome import is_chrome
from corpus.reading.date_lines import names_place
from corpus.reading.datelines import line_day
from corpus.reading.headlines import is_sentence
from corpus.written_dates import ANY, Manner

MAX_HEADING = 11  # lines among which a title stands, and the one below
_MAX_LINE = 300  # characters; a longer line is a paragraph
_LONGEST = 2_000  # characters; nothing below a line that is longer is looked at
_MAX_OFFICE = 9  # words
_EARLY = 3  # words, one of which says that an institution is named
_PARTED = re.compile(r"(\s+(?:[|–—·•»:-]|::)\s+|\s*\|\s*)")
# Institutions and sections as sites in other languages call themselves; words that end a name as "…ministerium" do.
_INSTITUTIONS = INSTITUTIONS | frozenset(
    """ministère présidence gouvernement préfecture secrétariat ambassade ministerio presidencia gobierno secretaría
    embajada consejería ministero governo presidenza ambasciata ministério presidência governo embaixada ministerie
    rijksoverheid ministerstwo kancelaria urząd ministeriet regeringen regeringskansliet departementet
    utrikesdepartementet regierung staatskanzlei bundeskanzler bundesregierung behörde senatsverwaltung
    министерство правительство посольство міністерство уряд""".split()
)
_NAMED_SO = re.compile(
    r"(?:ministerium|(?<!ges)amt|behörde|ministeriö)$|^[^\sぁ-ゖ]{2,12}(?:省|庁|府|委員会|大使館|外交部)$"
)
_SECTIONS = SECTIONS | frozenset(
    """pressemitteilungen pressemitteilung presse aktuelles meldungen meldung nachrichten communiqués communiqué
    actualités actualité espace comunicados comunicado prensa noticias sala comunicati stampa notizie comunicato
    nieuws persberichten persbericht pressmeddelanden pressmeddelande nyheter aktualności komunikaty
    報道発表 プレスリリース お知らせ 新闻 пресс-релизы новости de du y di""".split()
)
_JOINING = frozenset(
    """of for and the on in at & de la le les du des d l del della di da do dos das der die für und et y e i van voor
    en het""".split()
)
_DOING = frozenset(HEADLINES) | NEVER_OFFICE
_ACRONYM = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ&.]{1,9}")
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+")
_LEAD_IN = re.compile(
    r"\W*(?:for (?:immediate|general) (?:release|publication)|exhibit \d+(?:\.\d+)?"
    r"|(?:ex|exhibit)-\d+(?:\.\d+)?(?: \d+ \S+\.html?)?)\W*",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:(?:media|press|news|for more) )?(?:contacts?|enquiries|inquiries|information|kontakt|contacto)(?: person)?"
    r"(?:\s*:|$)"
    r"|(?:tele)?phone\b|tel\b|fax\b|mobile\s*:|e-?mail\s*:|https?:|www\.|telefon\b|téléphone\b|teléfono\b",
    re.IGNORECASE,
)
_REACHED = re.compile(r"\S+@\S+\.\w+|\+?\d[\d ()/.-]{6,}\d")  # an address of mail, a number of a telephone
_MAX_REACHED = 8  # words around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Indices of lines: that of the title, those that name who publishes, and those that only lead in."""

    title: int | None
    offices: tuple[int, ...]
    leads: tuple[int, ...]

    @property
    def lifted(self) -> set[int]:
        """What does not belong to the text."""
        return {*self.offices, *self.leads} | ({self.title} if self.title is not None else set())


NO_HEADING = Heading(title=None, offices=(), leads=())


def find_heading(
    lines: Sequence[str], known: str | None = None, *, marked: Collection[int] = (), manner: Manner = ANY
) -> Heading:
    """What stands above a text. A title that is `known` is looked for; else the first line that can be one is taken.

    A sentence belongs to the text, whatever it is known as, unless it is `marked` as a heading; so does all below it.
    """
    offices: list[int] = []
    leads: list[int] = []
    sections: list[int] = []
    title = None
    for index, line in enumerate(lines[: MAX_HEADING - 1]):
        if len(line) > _LONGEST:
            break
        sentence = index not in marked and is_sentence(line)
        if known is not None and not sentence and _letters(line) == _letters(known):
            title = index
            break
        if is_lead_in(line):
            leads.append(index)
        elif is_section(line):
            sections.append(index)
        elif is_office(line):
            offices.append(index)
        elif not _is_passed(lines, index, manner):
            title = index if known is None and _can_be_title(lines, index, manner, sentence=sentence) else None
            if title is not None or sentence or "\n" in line:
                break
    if title is None and known is None and offices and offices[0] + 1 < len(lines):
        title = offices[0]  # better than none
    if title is None:
        return Heading(title=None, offices=(), leads=tuple(leads))
    above = [index for index in offices if index < title]
    return Heading(title=title, offices=tuple(above), leads=(*leads, *(each for each in sections if each < title)))


def is_lead_in(line: str) -> bool:
    return bool(_LEAD_IN.fullmatch(line))


def is_office(line: str) -> bool:
    """Whether a line is the name of an institution, and says nothing that it does."""
    words = re.findall(r"[^\W\d_][\w.’'&-]*|&", line)
    if not 0 < len(words) <= _MAX_OFFICE or re.search(r"[\d:;?!]|[.…]$", line):
        return False
    lower = [word.lower().rstrip(".") for word in words]
    if any(word in _DOING for word in lower):
        return False
    if not all(word[0].isupper() or not word[0].islower() or word.lower() in _JOINING for word in words):
        return False
    behind = [*lower[1:], "of"]  # an institution of something, or the end of a name
    named = any(_is_institution(word) and behind[at] in _JOINING for at, word in enumerate(lower) if at < _EARLY)
    return (named or _is_institution(lower[-1])) and (len(words) > 1 or bool(_NAMED_SO.search(lower[0])))


def is_section(line: str) -> bool:
    """Whether a line is what a site calls a part of itself, or such a name with a number: "Press Release No. 114"."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", re.sub(r"\bn[or°º]\.?\s*(?=\d)", "", line.lower()))
    named = [word for word in words if not word[0].isdigit()]
    return bool(named) and (is_chrome(" ".join(named)) or set(named) <= _SECTIONS)


def without_site(title: str, names: Iterable[str], *, acronyms: bool = True) -> str:
    """The title without the names of its site, of an office or section at either end; never nothing."""
    known = {_letters(name) for name in names} - {""}
    parts = _PARTED.split(" ".join(title.split()))  # parts, and between two of them what parts them
    while len(parts) > 1 and _is_site(parts[-1], known, acronyms=acronyms):
        del parts[-2:]
    while len(parts) > 1 and _is_site(parts[0], known, acronyms=False):
        del parts[:2]
    return "".join(parts)


def parts_of(title: str) -> list[str]:
    """All that stands between two marks that part a title from the name of a site, and runs of these."""
    parts = _PARTED.split(" ".join(title.split()))[:19]
    return ["".join(parts[at : end + 1]) for at in range(0, len(parts), 2) for end in range(at, len(parts), 2)]


def _is_site(part: str, known: set[str], *, acronyms: bool) -> bool:
    plain = part.strip()
    return (
        _letters(plain) in known
        or is_office(plain)
        or is_section(plain)
        or bool(_HOST.fullmatch(plain))
        or (acronyms and bool(_ACRONYM.fullmatch(plain)))
    )


def _is_institution(word: str) -> bool:
    return word in _INSTITUTIONS or bool(_NAMED_SO.search(word))


def _is_passed(lines: Sequence[str], index: int, manner: Manner) -> bool:
    """When, where, until when nothing may be printed, how somebody is reached; the line below "Contact:" is a name."""
    line = lines[index]
    if line_day(line, manner) or names_place(line) or is_embargo(line) or _CONTACT.match(line):
        return True
    if _is_reached(line):
        return True
    above = lines[index - 1] if index else ""
    return bool(_CONTACT.match(above)) and above.rstrip().endswith(":")


def _is_reached(line: str) -> bool:
    return bool(_REACHED.search(line)) and len(line.split()) <= _MAX_REACHED and line_day(line) is None


def _can_be_title(lines: Sequence[str], index: int, manner: Manner, *, sentence: bool) -> bool:
    line, below = lines[index], lines[index + 1 : index + 2]
    dated = bool(below) and line_day(below[0], manner) is not None and len(lines) > index + 2
    if all(line_day(other, manner) for other in lines[index + 1 :]):
        return False  # nothing would be left
    return len(line) <= _MAX_LINE and "\n" not in line and (dated or not sentence)


def _letters(text: str) -> str:
    """Letters and digits alone; raised ones too, which a title in a head cannot raise."""
    return re.sub(r"[\W_]+", "", normalise("NFKC", text)).lower()
