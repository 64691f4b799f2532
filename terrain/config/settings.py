"""One settings file; the environment says what differs from one machine to the next.

TERRAIN_HOME     where everything that is not code lives (default ``var/``)
DATABASE_URL     default: SQLite in TERRAIN_HOME; postgresql://… when one machine is not enough
TERRAIN_HOSTS    host names to answer to, separated by commas (default: this machine only)
TERRAIN_DEBUG    1 while building
TERRAIN_DEMO     1: demo people with one-click sign-in; never with real records (``terrain init --demo`` sets a mark)
TERRAIN_ANCHOR_MAIL  1: the head of the journal is mailed every day to whoever watches over confidentiality
TERRAIN_ROTATE_DAYS  after how many days a new master key wraps every data key (default 30; 0: only by hand)
TERRAIN_QUIET_FROM   sender of messages to people who are accompanied: says nothing of who writes (default: none are written)
TERRAIN_DESK_PORT    a port for mixing desks that send live broadcasts (Icecast source clients); default: none
TERRAIN_CALLBACK     the number they may call back; ``W4I=0522…,CPE=0537…`` for one of each project
EMAIL_URL        smtp://user:password@host:port; default: messages are written to TERRAIN_HOME/mail
"""

import os
import secrets
import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlparse

import dj_database_url
from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parent.parent
TERRAIN_HOME = Path(os.environ.get("TERRAIN_HOME", "var")).resolve()
TESTING = "pytest" in sys.modules
DEBUG = os.environ.get("TERRAIN_DEBUG") == "1"
DEMO = os.environ.get("TERRAIN_DEMO") == "1" or (TERRAIN_HOME / "demo").exists()


def _secret_key() -> str:
    path = TERRAIN_HOME / "keys" / "django.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("TERRAIN_SECRET_KEY") or _secret_key()
ALLOWED_HOSTS = [h for h in os.environ.get("TERRAIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1", "[::1]"}]

INSTALLED_APPS = [
    "terrain.core",
    "terrain.accounts",
    "terrain.programmes",
    "terrain.facts",
    "terrain.imports",
    "terrain.calendar",
    "terrain.network",
    "terrain.people",
    "terrain.gatherings",
    "terrain.workshops",
    "terrain.learning",
    "terrain.outreach",
    "terrain.radio",
    "terrain.casework",
    "terrain.pathways.reception",
    "terrain.pathways.accompaniment",
    "terrain.pathways.legal_aid",
    "terrain.pathways.protection",
    "terrain.pathways.guardianship",
    "terrain.results",
    "terrain.desk",
    "terrain.publicsite",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "terrain.core.middleware.BrowserPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "terrain.core.middleware.NotTooLarge",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "terrain.core.middleware.ReadOnlyGet",
    "terrain.programmes.middleware.ViewerMiddleware",
    "terrain.accounts.middleware.SessionLimits",
    "terrain.accounts.middleware.SignInFirst",
    "terrain.accounts.middleware.SecondFactor",
    "terrain.core.middleware.RefusalsSayWhy",
    "terrain.core.middleware.Acknowledged",
    "terrain.casework.middleware.ExceptionalAccessEnds",
]

ROOT_URLCONF = "terrain.config.urls"
WSGI_APPLICATION = "terrain.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terrain.core.ui.context.house",
                "terrain.core.ui.keeping.keeping",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{TERRAIN_HOME / 'terrain.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds: a very long register holds the only pen that long
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
            "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=0"  # an erased key is found on no page of the file
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Lockout and used codes are counted here, so every process must see the same cache (table made by accounts' migration).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English")), ("it", _("Italian"))]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Africa/Casablanca"
USE_I18N = True
FORMAT_MODULE_PATH = "terrain.config.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = TERRAIN_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
PAIRED_REDIRECT_URL = "radio:home"  # where six digits on a paired telephone lead

# --- sign-in (room accounts) ------------------------------------------------------------------------------------
TERRAIN_URL = os.environ.get("TERRAIN_URL", "http://localhost:8000")  # for links written outside a request
SESSION_COOKIE_AGE = 24 * 3600  # longer than accounts' own limits, which say why a session ended
ACCOUNT_ADAPTER = "terrain.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the link of the invitation proves the address
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Terrain] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key", "login": "60/m/ip"}
ACCOUNT_FORMS = {
    "login": "terrain.accounts.worded_forms.SignInForm",
    "add_email": "terrain.accounts.worded_forms.NewEmailForm",
    "reset_password": "terrain.accounts.worded_forms.AskPasswordForm",
    "reset_password_from_key": "terrain.accounts.worded_forms.NewPasswordForm",
    "change_password": "terrain.accounts.worded_forms.ChangePasswordForm",
    "set_password": "terrain.accounts.worded_forms.SetPasswordForm",
    "reauthenticate": "terrain.accounts.worded_forms.AgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TERRAIN_PROXIES", "0"))
MFA_ADAPTER = "terrain.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address being changed does not take the second factor away
MFA_TOTP_ISSUER = "Terrain"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "terrain.accounts.worded_forms.CodeForm",
    "reauthenticate": "terrain.accounts.worded_forms.CodeAgainForm",
    "activate_totp": "terrain.accounts.worded_forms.FirstCodeForm",
    "add_webauthn": "terrain.accounts.worded_forms.PasskeyForm",
    "edit_webauthn": "terrain.accounts.worded_forms.PasskeyNameForm",
}
# --- end of sign-in ---------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("TERRAIN_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

_mail = urlparse(os.environ.get("EMAIL_URL", ""))
if _mail.scheme in {"smtp", "smtps"}:
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = TERRAIN_HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("TERRAIN_FROM", "Terrain <terrain@localhost>")
QUIET_FROM = os.environ.get(
    "TERRAIN_QUIET_FROM", ""
)  # an address that says nothing of who writes; none: nobody is written to
if not QUIET_FROM and (DEMO or DEBUG or TESTING):
    QUIET_FROM = parseaddr(DEFAULT_FROM_EMAIL)[1]
CALLBACKS = {  # number to call back, by project code; the one without a code is for all others
    said.rpartition("=")[0].strip(): said.rpartition("=")[2].strip()
    for said in os.environ.get("TERRAIN_CALLBACK", "").split(",")
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
ANCHOR_MAIL = os.environ.get("TERRAIN_ANCHOR_MAIL") == "1"
ROTATE_DAYS = int(os.environ.get("TERRAIN_ROTATE_DAYS", "30"))
DESK_PORT = int(os.environ.get("TERRAIN_DESK_PORT", "0"))
IMPORT_MAX_BYTES = 50 << 20
IMPORT_MAX_INFLATED_BYTES = 500 << 20
RADIO_MAX_BYTES = int(os.environ.get("TERRAIN_RADIO_MAX_MB", "700")) << 20  # of a file of sound
RADIO_MAX_SECONDS = 6 * 3600  # of what is heard in it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    WHITENOISE_AUTOREFRESH = True
