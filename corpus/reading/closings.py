"""Lines at an end of a text that no reader takes for a part of it, in the languages in which programs write them."""

import re

_MAX_CLOSING = 600  # characters
# "The post … appeared first on …": what WordPress adds to what it syndicates.
_CLOSINGS = (
    ("the post", "(?:appeared first|first appeared) on"),
    ("der beitrag", "erschien zuerst auf"),
    ("(?:l['’]|cet )article", "est apparu en premier sur"),
    ("la entrada", "(?:se publicó primero|aparece primero|apareció primero) en"),
    ("l['’]articolo", "(?:proviene da|sembra essere il primo su)"),
    ("o (?:post|artigo|conteúdo)", "aparec(?:e|eu) primeiro em"),
    ("het bericht", "verscheen eerst op"),
    ("artykuł", "pochodzi z serwisu"),
    ("inlägget", "dök först upp på"),
    ("indlægget", "blev først (?:udgivet|vist)"),
    ("innlegget", "dukket først opp på"),
    ("příspěvek", "pochází z|nejdříve se objevil na"),
    ("запись", "впервые появилась"),
    ("articolul", "apare prima dată în"),
    ("", "に最初に表示されました"),
    ("", "yazısı ilk önce"),
)
_CLOSING = re.compile(
    "|".join(rf"{start}.{{0,400}}?(?:{verb}).{{0,200}}" for start, verb in _CLOSINGS), re.IGNORECASE | re.DOTALL
)


def is_closing(line: str) -> bool:
    """Whether a line only tells where the text appeared first, as programs that make feeds add it."""
    return len(line) <= _MAX_CLOSING and bool(_CLOSING.fullmatch(line))
