"""Pages that stand where a release should, one a form that is seen in the wild; names and numbers are invented."""


def page(title: str, *lines: str, head: str = "", body: str = "") -> str:
    told = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{told}{body}</body></html>"


COOKIES = (
    "We value your privacy. We and our 742 partners store cookies on your device and read them to show you what suits "
    "you. With your consent we may use precise data on where you are. You may click to consent to our processing of "
    "your personal data, or manage your choices before you consent. Some partners rely on their legitimate interest. "
    "Your preferences apply to this website only, and you can withdraw your consent under Privacy at any time."
)
# By family: what the reason has to say, and pages of that family.
BARRIERS: dict[str, list[str]] = {
    "a check of browsers": [
        page("Just a moment...", "<h1>press.example</h1>", "Checking if the connection of this site is secure."),
        page("Attention Required! | Shield", "<h1>Sorry, you have been blocked</h1>", "Please complete the captcha."),
        page("Einen Moment, bitte", "<h2>Ihr Browser wird überprüft</h2>", "Das dauert nur wenige Sekunden."),
        page("press.example", "To go on, please confirm that you are not a robot. Your request ID is 8841-22."),
        page("Pardon Our Interruption", "Something about your browser made us think you were a bot. Reload the page."),
        page("", head="<script>var _cf_chl_opt = {};</script>"),
        page("press.example", body="<iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful.</iframe>"),
        page("Robot Check", "Type the characters you see in this image, so that we know you are a human being."),
        page(
            "Request Rejected", "The URL was rejected. Please consult with your administrator. Your support ID is 12."
        ),
        page("Acme Security Checkpoint", "We're verifying your browser", "Owner of this site? Click here."),
        page("Проверка", "Подождите: мы проверяем ваш браузер."),
        page("確認", "ブラウザを確認しています。しばらくお待ちください。"),
        page("请稍候", "正在检查您的浏览器，请稍候。"),
        page("Comprobación", "Estamos comprobando su navegador antes de continuar."),
        page("Vérification", "Nous vérifions que vous n'êtes pas un robot. Résolvez le captcha pour continuer."),
    ],
    "denied": [
        page("Access Denied", "You don't have permission to access this page on this server. Reference #18.2d351"),
        page("403 Forbidden", "<center><h1>403 Forbidden</h1></center>", "<hr>"),
        page("Zugriff verweigert", "Sie haben keine Berechtigung, diese Seite zu sehen."),
        page("Accès refusé | Ministère", "Vous n'êtes pas autorisé à consulter cette page du ministère."),
        page("press.example", "Unavailable for legal reasons. You come from a country where we cannot grant access."),
        page("press.example", "Access to this site has been blocked for visitors in your country."),
    ],
    "consent": [
        page("Before you continue", COOKIES),
        page("press.example", COOKIES, "<button>Accept all</button>"),
        page("Cookie-Hinweis", "Wir verwenden Cookies, um unsere Seite für Sie zu verbessern. Stimmen Sie dem zu?"),
        page(
            "press.example", "Ce site utilise des cookies. En continuant, vous acceptez les cookies de nos partenaires."
        ),
    ],
    "scripts": [
        page("Minister opens the harbour", body="<div id='root'></div><noscript>You need JavaScript.</noscript>"),
        page("Minister opens the harbour", "Please enable JavaScript to view this page.", body="<script></script>"),
        page("Ministerium", "<div>Bitte aktivieren Sie JavaScript in Ihrem Browser, um fortzufahren.</div>"),
        page("Ministère", "Veuillez activer JavaScript pour afficher cette page."),
        page("Loading…", "Loading…", body="<script src='app.js'></script>"),
        page("省", "このページを表示するにはJavaScriptを有効にしてください。"),
    ],
    "nothing is there": [
        page(
            "Page not found | Ministry of Works",
            "The page you are looking for could not be found.",
            "Go to the home page.",
        ),
        page("404", "<h1>404</h1>", "Oops! That page can’t be found. It may have been moved or deleted."),
        page(
            "Ministry of Works", "<h1>Error</h1>", "The requested document no longer exists. Please check the spelling."
        ),
        page("Seite nicht gefunden", "Die gewünschte Seite wurde leider nicht gefunden. Zur Startseite."),
        page("Page introuvable - Ministère", "La page que vous demandez n'existe pas ou n'existe plus."),
        page("Página no encontrada", "La página que busca no existe. Volver a la página de inicio."),
        page("Pagina non trovata", "La pagina richiesta non è stata trovata su questo sito."),
        page("Página não encontrada", "A página que procura não existe ou foi removida."),
        page("Pagina niet gevonden", "De pagina die u zoekt kon niet worden gevonden op deze site."),
        page("Sidan kunde inte hittas", "Vi kunde inte hitta sidan som du letar efter."),
        page("Страница не найдена", "К сожалению, запрошенная страница не найдена на сайте."),
        page("ページが見つかりません", "お探しのページは見つかりませんでした。"),
        page("Ministry of Works", "<h1>We can’t find that page</h1>", "Nothing was found at this place. Try a search?"),
        page("エラー", "お探しのページは見つかりません。移動または削除されたかもしれません。"),
        page("خطأ", "عذرا، هذه الصفحة غير موجودة."),
        page("Σφάλμα", "Η σελίδα που ζητήσατε δεν βρέθηκε."),
        page("Hata", "Aradığınız sayfa bulunamadı."),
        page("ข้อผิดพลาด", "ไม่พบหน้าที่คุณต้องการ กรุณากลับไปที่หน้าแรก"),
        page("त्रुटि", "आपके द्वारा खोजा गया पृष्ठ नहीं मिला।"),
        page("页面不存在", "您访问的页面不存在或已被删除。"),
    ],
    "log in": [
        page("Log in | press.example", "Enter your name and password.", "<form><input><input></form>"),
        page("press.example", "Please sign in to read this article. Already a subscriber? Log in here."),
        page("Session expired", "You were away for too long. Please load the page again."),
        page("Minister opens the harbour", "Subscribe to continue reading. Already a subscriber?"),
        page("Anmelden", "Bitte melden Sie sich an, um fortzufahren. Passwort vergessen?"),
        page("Connexion", "Saisissez votre identifiant et votre mot de passe."),
    ],
    "worked on": [
        page("Maintenance", "The site is down for maintenance. Please try again later."),
        page("Service Unavailable", "The server cannot answer at the moment. Try again later."),
        page(
            "press.example", "We are performing scheduled maintenance and will be back shortly. Please check back soon."
        ),
        page("Wartungsarbeiten", "Wegen Wartungsarbeiten ist unsere Seite zurzeit nicht erreichbar."),
        page("Site en maintenance", "Le site est en maintenance et sera bientôt de retour."),
    ],
    "nothing has been put there": [
        page("ports.example", "This domain is for sale.", "Buy this domain today."),
        page("Welcome to nginx!", "The web server is successfully installed and working.", "Configure it next."),
    ],
    "error": [
        page("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center>", "<hr>"),
        page("429 Too Many Requests", "You have asked for too much in too short a time."),
    ],
    "another page": [
        page("Ministry of Works", "Our pages moved.", head='<meta http-equiv="refresh" content="0;url=/new">'),
        page("Ministère", "Un instant !", head="<meta http-equiv=Refresh content='3; URL=https://new.example/'>"),
        page("Redirecting…", "You are being redirected. Click here if nothing happens."),
        page("press.example", "You will be connected to press.example in just a moment..."),
    ],
}
