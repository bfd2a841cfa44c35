"""A mail that somebody passes on: whose it is, of which day, and its text without the lines of its header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(
    r"[\s>*_-]*(?:forwarded (?:message|by .{1,80})|begin forwarded message:?|original message|weitergeleitete nachricht"
    r"|ursprüngliche nachricht|anfang der weitergeleiteten nachricht:?|message (?:transféré|d['’]origine)"
    r"|début du message (?:transféré|réexpédié) ?:?|mensaje reenviado|mensaje original|messaggio inoltrato"
    r"|messaggio originale|mensagem encaminhada|doorgestuurd bericht|oorspronkelijk bericht|転送メッセージ)[\s*_:-]*",
    re.IGNORECASE,
)
_NAMES = {
    "from": "from von de da van från fra od от 差出人 expéditeur remitente",
    "date": "date sent datum gesendet envoyé enviado fecha data inviato verzonden skickat dato дата 日付 送信日時",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp ämne emne temat тема 件名",
    "other": "to cc bcc an à para a aan till til reply-to importance attachments 宛先 кому cco kopie",
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_FIELD = re.compile(r"[>*_\s]*([^\W\d_][\w-]*)[*_]*\s?[:：]\s*(.*?)[*_\s]*")
_LOOKED_AT = 40  # lines of a text among which a passed-on header stands
_LONGEST = 500  # characters of a name with its address
_FEW = 3  # fields that make a header where no mark stands before them


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """What the header within a text says, as it is written there.

    mark  the line in which it begins
    line  the one in which the text behind it begins
    """

    sender: str | None
    date: str | None
    subject: str | None
    mark: int
    line: int


def find_forward(lines: Sequence[str]) -> Forward | None:
    """The innermost header that is passed on near the beginning; None where there is none."""
    found: Forward | None = None
    at, end = 0, _LOOKED_AT
    while at < min(end, len(lines)):
        marked = bool(_MARK.fullmatch(lines[at]))
        start = at + 1 if marked else at
        fields, behind = _read_fields(lines, start)
        if len({"from", "date", "subject"} & fields.keys()) >= (2 if marked else _FEW):
            found = Forward(
                sender=fields.get("from"),
                date=fields.get("date"),
                subject=fields.get("subject"),
                mark=found.mark if found else at,
                line=behind,
            )
            at, end = behind, behind + _LOOKED_AT // 4
        else:
            at += 1
    return found


def name_of(sender: str | None) -> str | None:
    """The name beside an address: "Ministry of Works <press@works.example>"."""
    plain = re.sub(r"[<\[(]?(?:mailto:)?[^\s<>\[\]()]+@[^\s<>\[\]()]+[>\])]?", " ", (sender or "")[:_LONGEST])
    return " ".join(plain.replace('"', " ").replace("<", " ").replace(">", " ").split()).strip("' ;,") or None


def _read_fields(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """The fields from a line on, and the line behind them."""
    fields: dict[str, str] = {}
    at = start
    while at < len(lines):
        field = _FIELD.fullmatch(lines[at]) if len(lines[at]) <= 1_000 else None
        kind = _BY_NAME.get(field[1].lower()) if field else None
        if field and kind:
            fields.setdefault(kind, field[2].strip())
        elif lines[at].strip() or fields:
            break
        at += 1
    return fields, at
