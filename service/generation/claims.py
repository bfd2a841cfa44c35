"""Claims: sentences that a language model made of cited ones, which of them are grounded, and their citations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.catalog import Catalog
from corpus.passage import Span
from service.answering.quotations import leans
from service.citations import Citation, check_place, find_elsewhere, make_citation
from service.generation.grounding import find_fault, rests_on
from service.generation.prompt import Draft, Offered
from service.generation.surface_checks import Lock

_BORNE_BY_MORE: frozenset[Lock] = frozenset({"name", "word"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A grounded sentence, with the numbers of what it is taken from; never empty."""

    text: str
    cited: tuple[Offered, ...]


def sift(drafts: Sequence[Draft], offered: Sequence[Offered]) -> tuple[list[Claim], list[Lock]]:
    """Separate the drafts: the grounded ones, each once, and for each of the others the check that it failed."""
    claims: dict[str, Claim] = {}
    faults: list[Lock] = []
    for draft in drafts:
        judged = _judge(draft, offered)
        if isinstance(judged, Claim):
            claims.setdefault(judged.text, judged)
        else:
            faults.append(judged)
    return list(claims.values()), faults


def _judge(draft: Draft, offered: Sequence[Offered]) -> Claim | Lock:
    """The claim with what it cites; or the check that it fails.

    An unknown number cites nothing. All that is stated must rest on the quotes of the answer, which its
    confidence speaks; what was found beside them lends names alone. Models name somebody and cite the sentence with
    "he": so one more sentence of the same release is tried, the nearest before it first.
    """
    numbers = sorted(number for number in draft.cites if 1 <= number <= len(offered))
    fault = _fault(draft.text, numbers, offered)
    if fault in _BORNE_BY_MORE:
        more = (sorted([*numbers, one]) for one in _nearest(numbers[0], offered) if one not in numbers)
        numbers = next((tried for tried in more if _fault(draft.text, tried, offered) is None), numbers)
        fault = _fault(draft.text, numbers, offered)
    if fault:
        return fault
    needed = _prune(draft.text, numbers, offered)
    return Claim(text=draft.text, cited=tuple(offered[number - 1] for number in needed))


def _prune(text: str, numbers: Sequence[int], offered: Sequence[Offered]) -> list[int]:
    """The citation numbers that a text needs to be grounded; of two that say the same, the quoted one."""
    needed = list(numbers)
    for number in sorted(numbers, key=lambda n: (offered[n - 1].quoted, -n)):
        fewer = [each for each in needed if each != number]
        if _fault(text, fewer, offered) is None:
            needed = fewer
    return needed


def _fault(text: str, numbers: Sequence[int], offered: Sequence[Offered]) -> Lock | None:
    cited = [offered[number - 1] for number in numbers]
    quoted = [each.text for each in cited if each.quoted]
    return find_fault(text, list(_readable(cited))) or (None if rests_on(text, quoted) else "citation")


def _nearest(number: int, offered: Sequence[Offered]) -> list[int]:
    """The numbers of the other sentences of its release: those before it, nearest first, then those after it."""
    release = offered[number - 1].release_id
    others = [n for n, each in enumerate(offered, start=1) if each.release_id == release and n != number]
    return sorted(others, key=lambda n: (n > number, abs(n - number)))


def _readable(cited: Sequence[Offered]) -> Iterator[str]:
    """The texts. One that depends on the sentence before it ("He said …") includes that, if both are cited."""
    texts: list[str] = []
    for before, sentence in zip((None, *cited), cited, strict=False):
        if before and leans(sentence.text) and _follows(before, sentence):
            texts[-1] = f"{texts[-1]} {sentence.text}"
        else:
            texts.append(sentence.text)
    yield from texts


def _follows(before: Offered, sentence: Offered) -> bool:
    same = (before.release_id, before.version) == (sentence.release_id, sentence.version)
    return same and 0 <= sentence.span.start - before.span.end <= 2


def cite_claims(
    claims: Sequence[Claim], quoted: Sequence[Citation], catalog: Catalog
) -> tuple[str, tuple[Citation, ...]]:
    """Each claim followed by the numbers of what it cites, and the citations, their quotes cut from the stored texts.

    One that bears several claims has one number, and its `answer_span` is the first of them. What is said beside a
    release is what `quoted`, the citations of the answer that was put into words, say: they may be of an earlier time.
    """
    text = ""
    citations: dict[tuple[str, str, Span], Citation] = {}
    for claim in claims:
        start = len(text) + (1 if text else 0)
        span = Span(start, start + len(claim.text))
        for each in claim.cited:
            place = (each.release_id, each.version, each.span)
            if place not in citations:
                citations[place] = _cite(len(citations) + 1, span, each, quoted, catalog)
        numbers = (citations[each.release_id, each.version, each.span].number for each in claim.cited)
        text = f"{text}{' ' if text else ''}{claim.text} {''.join(f'[{number}]' for number in numbers)}"
    return text, tuple(citations.values())


def _cite(number: int, span: Span, cited: Offered, quoted: Sequence[Citation], catalog: Catalog) -> Citation:
    release = catalog.get_version(cited.release_id, cited.version)
    alike = [each for each in quoted if (each.release_id, each.version) == (cited.release_id, cited.version)]
    citation = make_citation(
        number,
        span,
        replace(release, source_url=alike[0].source_url, publisher=alike[0].publisher) if alike else release,
        cited.span,
        superseded=not catalog.is_current(cited.release_id, cited.version),
        withdrawn_at=alike[0].withdrawn_at if alike else catalog.withdrawn_at(cited.release_id),
        translations=tuple(catalog.translations_of(cited.release_id)),
    )
    check_place(citation, release.text)
    copies = {copy.release.id: copy for each in alike for copy in each.also}
    return replace(citation, also=tuple(find_elsewhere(citation.quote, list(copies.values()))))
