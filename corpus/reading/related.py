"""What a page shows beside a release and no reader takes for a part of it: further reading, other texts."""

import re
from collections.abc import Sequence

from corpus.reading.blocks import Block

_MAX_LABEL = 60  # characters
_MOST = 20  # sections of one text that lead away
_MINOR = 0.8  # of the characters before: with more behind it, a label stands within the text
_RELATED = re.compile(
    r"""(?:read|see|watch)\ also|also\ read|read\ (?:more|next)|up\ next|further\ reading|in\ other\ news
    |(?:related|recommended|similar|other|latest|recent|more)
     (?:\ (?:articles?|news|content|stories|story|posts?|links?|topics?|(?:press\ |news\ )?releases?|items?|reading
     |publications?|materials?|documents?|for\ you|from\ .{1,30}|on\ this\ (?:topic|story)|like\ this|events))?
    |you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in)|most\ (?:read|popular)|don['’]t\ miss|upcoming\ events
    |tags|tagged|filed\ under|categor(?:y|ies)|keywords|schlag(?:wörter|worte)|kategorien?|mots[ -]clés|etiquetas
    |lesen\ sie\ auch|lesen\ sie\ mehr|mehr\ zum\ thema|auch\ interessant|passend\ dazu|zum\ thema|meistgelesen
    |weitere\ (?:meldungen|nachrichten|artikel|pressemitteilungen|themen|beiträge)
    |das\ könnte\ sie\ (?:auch\ )?interessieren|(?:verwandte|ähnliche)\ (?:artikel|beiträge|themen|meldungen)
    |(?:à\ )?lire\ (?:aussi|également)|(?:à\ )?voir\ aussi|à\ lire\ (?:aussi|également)|sur\ le\ même\ sujet
    |articles?\ (?:liés|similaires|connexes)|dans\ la\ même\ (?:rubrique|catégorie)|vous\ aimerez\ aussi|les\ plus\ lus
    |autres\ (?:actualités|articles|communiqués)
    |(?:lea|lee|leer|ver|vea)\ también|(?:te|le)\ puede\ interesar|otras\ noticias|más\ noticias|lo\ más\ leído
    |(?:noticias|artículos|contenidos)\ relacionad[oa]s
    |leggi\ anche|vedi\ anche|(?:articoli|notizie)\ correlat[ie]|potrebbe\ interessarti(?:\ anche)?|altre\ notizie
    |leia\ (?:também|mais)|veja\ também|notícias\ relacionadas|artigos\ relacionados|outras\ notícias|mais\ notícias
    |lees\ (?:ook|verder)|zie\ ook|meer\ nieuws|gerelateerde?\ (?:artikelen|berichten|nieuws)|ook\ interessant
    |(?:czytaj|zobacz|przeczytaj)\ (?:też|również|także)|powiązane(?:\ .{1,20})?|läs\ (?:också|även|mer)|relaterat
    |fler\ nyheter|læs\ også|les\ også|lue\ myös|ilgili\ haberler|ayrıca\ okuyun
    |関連(?:記事|リンク|情報|ニュース)|あわせて読みたい|相关(?:阅读|新闻|文章|链接)|延伸阅读|推荐阅读|관련\ ?기사
    |читайте\ (?:также|також)|смотрите\ также|по\ теме|похожие(?:\ .{1,20})?|اقرأ\ أيضا""",
    re.IGNORECASE | re.VERBOSE,
)
_OWN = re.compile(
    r"(?:notes?|information) (?:to|for) (?:the )?(?:editors?|media|press|journalists)"
    r"|(?:press|media)? ?(?:contacts?|enquiries)|background"
    r"|about .{1,50}|annex(?:es)?.{0,20}|footnotes?|hintergrund|kontakt|contacto?s?|notes?",
    re.IGNORECASE,
)

_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|csv|zip)\b|/download\b|/file/", re.IGNORECASE)
_NOTE = re.compile(r"\[\d{1,2}\]|\(?\d{1,2}[.)] |[*†] ?(?=\w)")


def is_related(line: str) -> bool:
    """Whether a line leads to further reading."""
    return len(line) <= _MAX_LABEL and bool(_RELATED.fullmatch(line.strip(" :…>»→-–.\t")))


def own_end(found: Sequence[Block], last: int) -> list[int]:
    """Of the blocks behind the last prose that was recognised, those that belong to the release: its notes, the files
    that it comes with, and what stands under a heading such as "Notes to editors"."""
    kept: list[int] = []
    under = False
    for index in range(last + 1, len(found)):
        block = found[index]
        under = under or _is_own(block)
        if under or _FILE.search(_target(block)) or (_NOTE.match(block.text) and block.linked < len(block.text) / 2):
            kept.append(index)
    return kept


def _is_own(block: Block) -> bool:
    return bool(_OWN.fullmatch(block.text.strip(" :")))


def _target(block: Block) -> str:
    """Where the first link of a block leads."""
    element = block.element
    if not block.linked:
        return ""
    link = element if element.tag == "a" else next(element.iter("a"), None)
    return (link.get("href") or "") if link is not None else ""


def without_related(found: Sequence[Block]) -> list[Block]:
    """The blocks without what leads to other texts: sections that say so, cards at the end, lines made of links."""
    kept = [block for block in found if not _leads_away(block)]
    at = 1
    for _ in range(_MOST):
        cards = 1 + max((i for i, block in enumerate(kept) if block.is_heading and not _is_linked(block)), default=0)
        at = next(
            (i for i in range(at, len(kept)) if is_related(kept[i].text) or _is_card(kept[i], last=i >= cards)), 0
        )
        if not at:
            break
        kept = [*kept[:at], *_behind(kept, at)]
    return kept


def _leads_away(block: Block) -> bool:
    """ "Read also: Ferry line to Estrava", most of it a link."""
    label, colon, _ = block.text.partition(":")
    return bool(colon) and block.linked > len(block.text) / 3 and is_related(label)


def _is_card(block: Block, *, last: bool) -> bool:
    """A heading that is a link, as are all behind it: the first of several teasers."""
    return last and block.is_heading and _is_linked(block)


def _is_linked(block: Block) -> bool:
    return block.linked >= len(block.text)


def _behind(found: Sequence[Block], at: int) -> list[Block]:
    """What still belongs to the text: from the next heading of its own, or all but links where much is left."""
    behind = found[at + 1 :]
    own = next((i for i, block in enumerate(behind) if _is_own(block)), len(behind))
    if _weigh(behind[:own]) <= _MINOR * _weigh(found[:at]):
        return list(behind[own:])
    first = next((i for i, block in enumerate(behind) if block.linked < len(block.text) / 2), len(behind))
    return list(behind[first:])


def _weigh(found: Sequence[Block]) -> int:
    return sum(len(block.text) for block in found)
