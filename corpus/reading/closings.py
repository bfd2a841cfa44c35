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
# What programs that send mail write around it.
_MAILED = r"""(?:view|read|open|see|display)\ (?:this|the|it|our|online|in)\b.{0,40}\bbrowser\b.*|view\ online\b.*
    |(?:having\ )?(?:trouble|problems)\ (?:viewing|reading|seeing)\b.*|can(?:['’]t|not)\ (?:see|read|view)\ this\b.*
    |(?:click\ here\ )?(?:to\ )?unsubscribe\b.*|you(?:['’]re|\ are)\ receiving\ this\b.*
    |this\ (?:e-?mail|message)\ was\ sent\ to\b.*
    |if\ you\ (?:no\ longer|do\ not|don['’]t)\ (?:wish|want)\ to\ receive\b.*
    |(?:manage|update)\ your\ (?:subscription|preferences)\b.*|sent\ from\ my\ .{1,30}
    |.{0,60}\bim\ browser\ (?:ansehen|öffnen|anzeigen|lesen)\b.*|newsletter\ abbestellen\b.*
    |.{0,60}\bdans\ (?:votre|le|un)\ navigateur\b.*|se\ désabonner\b.*|.{0,60}\ben\ (?:su|el|tu)\ navegador\b.*
    |.{0,60}\bnel\ (?:tuo\ |suo\ )?browser\b.*|.{0,60}\bin\ (?:uw|je)\ browser\b.*"""
_CLOSING = re.compile(
    "|".join([*(rf"{start}.{{0,400}}?(?:{verb}).{{0,200}}" for start, verb in _CLOSINGS), f"(?x:{_MAILED})"]),
    re.IGNORECASE | re.DOTALL,
)


def is_closing(line: str) -> bool:
    """Whether a line only tells where the text appeared first, or how to read or stop the mail that it came in."""
    return len(line) <= _MAX_CLOSING and bool(_CLOSING.fullmatch(line))
