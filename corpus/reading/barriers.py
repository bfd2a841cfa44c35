"""Recognises pages served in place of a release: browser checks, consent and login walls, "not found" notices.

Such pages answer 200, like a release. A page counts as one only if it is short and undated, and its title or half of
its text says so; thus a release about cookies or captchas is not one. The list contains only what many sites have in
common: a page that replaces a known release is caught by what it has lost (corpus/lost_content.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

_LONGEST = 2_500  # characters; consent walls are the longest
_BARE = 400  # characters of a page that its scripts alone can give away; longer pages may have the same scripts
_SHARE = 0.5  # share of the text that lies in sentences typical of such pages
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n")
_TITLE_PART = re.compile(r"\s+[|–—·•:-]+\s+|\s*\|\s*")
# Whatever language such a page speaks: it sends browsers on, at once or after a while.
_SENDS_ON = re.compile(
    r"<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh\b[^>]{0,200}\burl\s*=", re.IGNORECASE
)  # with an address: without one the same page is loaded again
# "502 Bad Gateway", as servers write it.
_STATUS = "|".join(
    rf"(?:error |http )?{each.value}[ :–-]*{re.escape(each.phrase)}" for each in HTTPStatus if each >= 400
)
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
    (?:nur )?einen moment.*|un (?:instant|momento).*|checking your browser.*|pardon our interruption
    (?:\w+ )?security check.*
    ddos protection.*|request rejected
    (?:проверка|vérification|überprüfung|verificación) .{0,20}(?:browser|nav[ei]g|брауз).*
    (?:human|bot) verification|(?:re)?captcha.*|.{0,30}\b(?:a human|a robot|not a bot|human)\??""",
    r"""captcha|not a (?:ro)?bot|you(?:.re| are) (?:a )?human|(?:checking|verif|review).{0,40}\b(?:browser|connection)
    (?:провер|перевір|vérifi|überprüf|verific|comprob|controll|sprawdz).{0,40}(?:брауз|nav[ei]g|browser|przegląd)
    ブラウザ.{0,12}(?:確認|チェック)|(?:检查|验证|檢查).{0,12}(?:浏览器|瀏覽器)|(?:安全|人机)验证|브라우저.{0,12}확인
    url was rejected|(?:support|event|block) id\b|consult with your administrator
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
        edgesuite|(?:in|from) your (?:country|region|location)|from a country where
        (?:due to|for) legal reasons|too many requests""",
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
        (?:sorry,? )?(?:we )?(?:can.t|cannot|couldn.t|could not) find (?:that|this|the|your) (?:page|article|document)
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
        nothing (?:was |is )?(?:found )?(?:at this|here)|(?:try|start) (?:a|your|the|another) search
        (?:移動|削除)(?:された|した)|غير موجود|لم يتم العثور|לא נמצא|δεν βρέθηκε|bulunamadı|nem található
        nenalezen|neexistuje
        не знайден|не існує|नहीं मिला|ไม่พบ|không tìm thấy|tidak ditemukan|nu (?:a fost găsit|există)|не е намерен
        nije pronađen|یافت نشد|找不到|nebol[ao] nájden|ni (?:bilo )?mogoče najti|nav atrast|nerast|ei leitud
        use (?:the|our) search|nicht (?:gefunden|mehr (?:verfügbar|vorhanden))|startseite
        n.existe (?:pas|plus)|introuvable|page d.accueil|no (?:se )?(?:encuentra|encontr|existe)
        página (?:de inicio|inicial)|non (?:è stata )?trovata
        não (?:foi encontrada|existe)|niet gevonden|hittas inte|inte hittas|ikke (?:funnet|fundet|findes)|ei löyt
        nie (?:została znaleziona|istnieje)|не (?:найдена|существует)|見つかりません|不存在|未找到|찾을 수 없""",
    ),
    _kind(
        "it asks to log in",
        r"""(?:your )?session (?:has )?(?:expired|timed out)
        (?:please )?(?:log|sign)[ -]?in(?: required| to (?:continue|your account))?|(?:member|subscriber) login
        authentication required|anmelden|anmeldung|einloggen|connexion|se connecter|iniciar sesión|accedi|inloggen
        zaloguj się|войти|ログイン|登录""",
        r"""(?:log|sign)[ -]?(?:ged |ed )?in\b|password|passwort|mot de passe|contraseña|senha|create an account
        (?:subscribe|register|sign up)\b.{0,40}\b(?:continue|keep|read)|your session|session has expired
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
        "nothing has been put there yet",
        r"""(?:this )?domain (?:name )?(?:is )?(?:for sale|parked|expired|registered).*
        welcome to (?:nginx|apache|caddy|openresty).*|apache2? .{0,30}default page.*|index of /.*
        (?:iis|web ?server) (?:windows server|default page)""",
        r"""\bdomain\b.{0,60}\b(?:for sale|parked|expired|registered|available)|buy this domain
        web ?server is successfully
        (?:further|more) configuration|web ?site is coming soon|default (?:web ?)?(?:page|site)\b""",
    ),
    _kind("its server tells of an error", _STATUS, r"internal server error|bad gateway|gateway time-?out"),
    _kind(
        "it only leads to another page",
        r"(?:you are being )?redirect(?:ing|ed|ion)?.*|weiterleitung",
        r"""has moved to (?:a )?new|redirect|weitergeleitet|rediri|in just a moment|click here if|klicken sie hier
        cliquez ici""",
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
    if len(text) <= _BARE and _SENDS_ON.search(markup):
        return _KINDS[-1].reason
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
