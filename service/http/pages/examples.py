"""Example questions: made from the newest releases, and shown only if the releases answer them."""

import re
from collections.abc import Iterator

from corpus.english.events import EVENTS, MEETINGS, SPEECHES, TRAVELS
from corpus.english.reporting_verbs import DEEDS, DEEDS_TO_SOMEBODY, HEADLINES
from corpus.english.stop_words import SMALL_IN_HEADLINES
from corpus.english.titles import BEFORE_HEADS, HEADS_ASKED_ABOUT
from service.assembly import Communique

_WANTED = 3  # examples
_TITLES = 24  # the newest, that are looked at
_ASKED = 12  # questions that are tried at the most: each costs an answer
_LONGEST = 90  # characters; a longer question is none that one would ask
_POSSESSIVE = r"(?P<who>.+?)[’']s? (?:\w+ )?"
_MEETING = re.compile(_POSSESSIVE + rf"(?:{'|'.join(MEETINGS)}) with (?P<whom>.+)", re.IGNORECASE)
_TRAVEL = re.compile(_POSSESSIVE + rf"(?:{'|'.join(TRAVELS)}) to (?P<where>.+)", re.IGNORECASE)
_SPEECH = re.compile(rf".*\b(?:{'|'.join(SPEECHES)})\b.*", re.IGNORECASE)
_EVENT = re.compile(rf".*\b(?:{EVENTS})", re.IGNORECASE)
_HEADLINE = re.compile(rf"(?P<who>\S.*?) (?P<verb>{'|'.join(HEADLINES)}) (?P<what>.+)", re.IGNORECASE)
# "Central bank lowers its rate": a title that is written like a sentence is one, with a verb that is none of ours.
_SMALL = re.compile(rf"\b(?!(?:{'|'.join(SMALL_IN_HEADLINES)})\b)[a-z]{{3,}}\b")
_SENTENCE = 2  # such words
# At most so many words, each taken whole: of "Minister Minister …" each would else be tried with all that follow.
_PERSON = re.compile(
    rf"\b(?:(?:{'|'.join(BEFORE_HEADS)}) ){{0,4}}(?:{'|'.join(HEADS_ASKED_ABOUT)})"
    r" [A-Z]\w++(?: [A-Z]\w++){0,8}+"
)
_DEEDS = {f"{verb}{'d' if verb.endswith('e') else 'ed'}": verb for verb in DEEDS}
_DEED = re.compile(rf"(?P<who>{_PERSON.pattern})(?: also)? (?P<verb>{'|'.join(_DEEDS)})\b")


def choose_examples(service: Communique) -> list[str]:
    """Up to three questions that the releases answer, of different kinds and releases as far as it goes."""
    chosen: dict[str, tuple[str, str]] = {}  # each with its kind and release
    tried: set[str] = set()
    candidates = list(_candidates(service))
    for strict in (True, False):
        for kind, release_id, question in candidates:
            used = {name for pair in chosen.values() for name in pair}
            if question in tried or (strict and used & {kind, release_id}):
                continue
            if len(chosen) == _WANTED or len(tried) == _ASKED:
                return list(chosen)
            tried.add(question)
            if _is_answered(service, question, release_id):
                chosen[question] = (kind, release_id)
    return list(chosen)


def _candidates(service: Communique) -> Iterator[tuple[str, str, str]]:
    """Kind, release and question."""
    for listing in service.listings(_TITLES):
        for kind, question in questions_of(listing.title, service.get(listing.id).text):
            if len(question) <= _LONGEST:
                yield kind, listing.id, question


def _is_answered(service: Communique, question: str, release_id: str) -> bool:
    answer = service.answerer(question=question).answer(
        question, 1
    )  # nobody has asked: it is not sent to a language model
    return answer.status == "answered" and any(cited.release_id == release_id for cited in answer.citations)


def questions_of(title: str, text: str) -> Iterator[tuple[str, str]]:
    """Questions that title and text of a release suggest, each with its answer type."""
    said = re.sub(r"^The ", "", " ".join(title.split()).rstrip(".?!"))
    if found := _MEETING.fullmatch(said):
        yield "meeting", f"What did {found['who']} discuss with {found['whom']}?"
    elif found := _TRAVEL.fullmatch(said):
        yield "travel", f"When does {found['who']} travel to {found['where']}?"
    elif found := _HEADLINE.fullmatch(said):
        yield "headline", f"When did {found['who']} {_base(found['verb'])} {found['what']}?"
    elif _EVENT.fullmatch(said) and not _SPEECH.fullmatch(said):
        yield "event", f"When was the {said}?"
    elif not _SPEECH.fullmatch(said) and len(_SMALL.findall(said)) < _SENTENCE:
        yield "topic", f"What is said about {said}?"
    for found in _DEED.finditer(text):
        asking = "Whom" if found["verb"] in DEEDS_TO_SOMEBODY else "What"
        yield "deed", f"{asking} did {found['who']} {_DEEDS[found['verb']]}?"


def _base(verb: str) -> str:
    """ "launch" of "launches", "sign" of "signs"."""
    return re.sub(r"(?<=[cs]h)es$|s$", "", verb.lower())
