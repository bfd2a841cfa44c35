"""Recognises pages served in place of a release: browser checks, consent and login walls, "not found" notices.

Such pages answer 200, like a release. A page counts as one only if it is short and undated, and its title or half of
its text says so; thus a release about cookies or captchas is not one. The list contains only what many sites have in
common: a page that replaces a known release is caught by what it has lost (corpus/lost_content.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONGEST = 2_500  # characters; consent walls are the longest
_BARE = 400  # characters of a page that its scripts alone can give away; longer pages may have the same scripts
_SHARE = 0.5  # share of the text that lies in sentences typical of such pages
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n")
_TITLE_PART = re.compile(r"\s+[|–—·•:-]+\s+|\s*\|\s*")
# Of programs that check browsers, whatever language they speak.
_SCRIPTS = re.compile(
    r"_cf_chl_opt|cf-browser-verification|id=[\"']challenge-form|<iframe[^>]{1,200}_Incapsula_Resource|captcha-delivery\.com"
    r"|px-captcha|errors\.edgesuite\.net|/_sec/cp_challenge|gokuProps|\.well-known/(?:sgcaptcha|ddos-guard)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """`titles` are whole ones, or whole parts of one; `sayings` are within a sentence."""

    reason: str
    titles: re.Pattern[str]
    sayings: re.Pattern[str]


def _kind(reason: str, titles: str, sayings: str) -> _Kind:
    """Patterns are written one below the other."""
    forms = (
        re.compile("|".join(each.strip() for each in lines.split("\n")), re.IGNORECASE) for lines in (titles, sayings)
    )
    return _Kind(reason=reason, titles=next(forms), sayings=next(forms))


_CHECK = _kind(
    "a check of browsers stands there, no release",
    r"""just a moment|one moment,? please|attention required|please wait|request unsuccessful|one more step|robot check
    (?:nur )?einen moment.*|un (?:instant|momento).*|checking your browser.*|pardon our interruption|security check.*
    ddos protection.*|(?:human|bot) verification|(?:re)?captcha.*|.{0,30}\b(?:a human|a robot|not a bot|human)\??""",
    r"""captcha|not a (?:ro)?bot|you(?:.re| are) (?:a )?human|(?:checking|verif|review).{0,40}\b(?:browser|connection)
    unusual (?:traffic|activity)|ray id|incident id|kein roboter|pas un robot|no (?:soy|eres|es) un robot
    security (?:service|solution|check)|stand by|request id""",
)
_KINDS = (
    _CHECK,
    _kind(
        "access to it is denied",
        r"""access (?:to this page )?(?:has been |is )?denied|(?:error |http )?403(?: - | )?(?:forbidden)?|forbidden
        (?:sorry,? )?you have been blocked|too many requests|zugriff verweigert|accès (?:refusé|interdit)
        acceso denegado|accesso negato|acesso negado|toegang geweigerd|odmowa dostępu|доступ (?:запрещ[её]н|ограничен)
        アクセスが?拒否.*|访问被拒绝""",
        r"""(?:n.t|not|no) (?:have )?permission|access (?:has been |is )?(?:denied|blocked|restricted)|not authori[sz]ed
        you (?:have been|are) (?:blocked|unable)|reference #|keine berechtigung|pas autorisé|no tiene permiso
        edgesuite|in your (?:country|region)""",
    ),
    _kind(
        "it asks for consent, and shows no release",
        r"""(?:we use |about |use of )?cookies?(?: (?:settings|policy|consent|preferences))?|before you continue.*
        we value your privacy.*|your privacy (?:choices|matters).*|privacy (?:choices|settings)|consent
        cookie-?(?:einstellungen|hinweis)""",
        r"""\bcookies?\b|クッキー|your (?:consent|privacy|choices|preferences|personal data)|legitimate interest
        accept all|personal data about you|third parties""",
    ),
    _kind(
        "its text is made by scripts, which are not run",
        r"javascript (?:is )?(?:required|disabled)|loading|unsupported browser",
        r"javascript|browser.{0,40}(?:not supported|out.?dated|veraltet)|unsupported browser|^\s*loading\W*$",
    ),
    _kind(
        "it says that nothing is there",
        r"""(?:error |http |fehler |erreur |errore |erro )?(?:404|410)(?: error)?|nothing found|oops.*
        (?:404[ .–-]*)?(?:(?:the |this )?(?:page|file|document|article|content) )?(?:was |is |could )?not (?:be )?found
        (?:404[ .–-]*)?(?:(?:the |this )?(?:page|file|document|article|content) )?(?:is )?(?:no longer|not) available
        (?:the |this )?(?:page|article|document) (?:does not|doesn.t|no longer) exists?
        (?:die |diese )?seite (?:wurde |konnte )?nicht gefunden(?: werden)?|page (?:non trouvée|introuvable)
        p[áa]gina n(?:o|ão) (?:encontrada|disponible|existe)|pagina non (?:trovata|disponibile)|pagina niet gevonden
        sid(?:an|en) (?:kunde inte hittas|hittades inte|finns inte|blev ikke fundet|findes ikke|ble ikke funnet)
        sivua ei löyt.*|nie znaleziono strony|strona nie (?:została znaleziona|istnieje)|stránka nenalezena
        sayfa bulunamadı|страница не найдена|сторінку не знайдено|ページ[がは]見つかりません.*|お探しのページ.*
        页面(?:不存在|未找到)|找不到(?:页面|该页面)|페이지를 찾을 수 없습니다.*|الصفحة غير موجودة""",
        r"""\b(?:page|article|document|content|file|link|url)\b.{0,60}\b(?:no longer|never) (?:exist|available|there)
        \b(?:page|article|document|content|file|link|url)\b.{0,60}(?:\bnot|n.t)\b.{0,20}\b(?:found|exist|available)
        (?:can.t|cannot|could ?n.t|could not|unable to|not) (?:be )?(?:find|found)|\bpage\b.{0,40}been (?:moved|deleted)
        \b(?:typed|spelling|home ?page|site ?map)\b|been moved or (?:deleted|removed)
        use (?:the|our) search|nicht (?:gefunden|mehr (?:verfügbar|vorhanden))|startseite
        n.existe (?:pas|plus)|introuvable|page d.accueil|no (?:se )?(?:encuentra|encontr|existe)
        página (?:de inicio|inicial)|non (?:è stata )?trovata
        não (?:foi encontrada|existe)|niet gevonden|hittas inte|inte hittas|ikke (?:funnet|fundet|findes)|ei löyt
        nie (?:została znaleziona|istnieje)|не (?:найдена|существует)|見つかりません|不存在|未找到|찾을 수 없""",
    ),
    _kind(
        "it asks to log in",
        r"""(?:please )?(?:log|sign)[ -]?in(?: required| to (?:continue|your account))?|(?:member|subscriber) login
        authentication required|anmelden|anmeldung|einloggen|connexion|se connecter|iniciar sesión|accedi|inloggen
        zaloguj się|войти|ログイン|登录""",
        r"""(?:log|sign)[ -]?(?:ged |ed )?in\b|password|passwort|mot de passe|contraseña|senha|create an account
        (?:for )?(?:subscribers|members) only|already (?:a )?(?:member|subscriber)|einloggen|melden sie sich
        connectez-vous|inicie sesión|ログイン|пароль""",
    ),
    _kind(
        "it says that its site is being worked on",
        r"""(?:(?:site|website|server|service) )?(?:is )?(?:currently )?(?:down for |under |in )?maintenance(?: mode)?
        (?:scheduled|planned|site|website|system) maintenance|be right back|we(?:.ll| will) be (?:right )?back.*
        under construction|(?:503 )?service (?:temporarily )?unavailable|temporarily unavailable
        wartungs(?:arbeiten|modus)|(?:site )?en maintenance|(?:sitio )?en mantenimiento
        (?:sito )?in manutenzione|(?:site )?em manutenção
        (?:システム)?メンテナンス中?.*""",
        r"""maintenance|(?:be|come|check) back|try again (?:later|in|shortly)|temporarily (?:unavailable|down|offline)
        wartung|mantenimiento|manutenzione|manutenção|メンテナンス""",
    ),
    _kind(
        "it only leads to another page",
        r"(?:you are being )?redirect(?:ing|ed|ion)?.*|weiterleitung",
        r"redirect|weitergeleitet|rediri|in just a moment|click here if|klicken sie hier|cliquez ici",
    ),
)
NO_TEXT = _KINDS[3].reason


def barrier(titles: Iterable[str], lines: Sequence[str], markup: str) -> str | None:
    """Why an undated page is not a release ("it asks to log in"); None if nothing suggests it."""
    text = "\n".join(lines)
    if len(text) > _LONGEST:
        return None
    if len(text) <= _BARE and _SCRIPTS.search(markup):
        return _CHECK.reason
    short = [title for title in titles if len(title) <= _BARE]
    parts = [part.strip(" .!…") for title in short for part in (title, *_TITLE_PART.split(title))]
    titled = (kind for kind in _KINDS if any(kind.titles.fullmatch(part) for part in parts if part))
    return next((kind.reason for kind in titled), None) or _said(text)


def _said(text: str) -> str | None:
    """The kind with the most text, if sentences of all kinds together make up half of the text."""
    told: Counter[str] = Counter()
    held = 0
    for sentence in _SENTENCE_END.split(text):
        if found := [kind.reason for kind in _KINDS if kind.sayings.search(sentence)]:
            held += len(sentence)
            told.update(dict.fromkeys(found, len(sentence)))
    return told.most_common(1)[0][0] if held > _SHARE * len(text) else None
