"""Django settings, read from the environment. The README lists every variable and its default."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from casetracker import keys

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CASETRACKER_VAR", BASE_DIR / "var"))

# Which kind of installation this is. Demo and development keep their keys in var/.

ENVIRONMENT = os.environ.get("CASETRACKER_ENV", "production")
if ENVIRONMENT not in {"production", "demo", "development"}:
    raise ImproperlyConfigured("CASETRACKER_ENV must be production, demo or development.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = ENVIRONMENT == "development"

# Which part of the site this process is. The public one has no login and no key, and reads nothing but what is
# published (docs/adr/0027).

SITE = os.environ.get("CASETRACKER_SITE", "whole")
if SITE not in {"whole", "public"}:
    raise ImproperlyConfigured("CASETRACKER_SITE must be whole or public.")
PUBLIC_ONLY = SITE == "public"
# Where the views of what is published are on PostgreSQL.
PUBLIC_SCHEMA = "casetracker_public"

_key_folder = None if PRODUCTION else VAR_DIR / "keys"
# Django wants one in any case; the public process signs nothing with it.
SECRET_KEY = keys.random() if PUBLIC_ONLY else keys.from_environment_or_file("SECRET_KEY", folder=_key_folder)
# Earlier ones still open the secrets of second factors (docs/adr/0010).
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
# The first key signs new audit events; the others still verify older ones.
AUDIT_KEYS: list[str] = []
# Fernet keys (32 bytes, base64) for what identifies people: the first seals, all of them open.
IDENTITY_KEYS: list[str] = []
if not PUBLIC_ONLY:
    AUDIT_KEYS += keys.from_environment_or_file("AUDIT_KEYS", folder=_key_folder).split(",")
    IDENTITY_KEYS += keys.from_environment_or_file(
        "IDENTITY_KEYS", folder=_key_folder, make=keys.fernet
    ).split(",")

# Keys for backups, of the same kind: the first seals, all of them open. Only the commands of backups need them.
BACKUP_KEYS: list[str] = []
if not PUBLIC_ONLY:
    _given = keys.from_environment_or_file("BACKUP_KEYS", folder=_key_folder, make=keys.fernet, needed=False)
    BACKUP_KEYS += [key for key in _given.split(",") if key]

# Papers of cases, encrypted. No web server may serve this folder.
DOCUMENTS_ROOT = Path(os.environ.get("CASETRACKER_DOCUMENTS", VAR_DIR / "documents"))
# Data releases: public files. The application hands them out itself, since it must be able to stop at once.
RELEASES_ROOT = Path(os.environ.get("CASETRACKER_RELEASES", VAR_DIR / "releases"))
# After a withdrawal releases with no more rulings than this altogether are rebuilt at once, larger ones by
# manage.py rebuild_releases.
RELEASES_REBUILT_AT_ONCE = int(os.environ.get("CASETRACKER_REBUILT_AT_ONCE", "20000"))
# What is uploaded stays in memory until it is encrypted: no plain copy on any disk.
FILE_UPLOAD_HANDLERS = ["decisions.views.uploads.InMemory"]
# So much may be sent in one form; and so much by somebody who is logged in and sends a file from the desk: the
# largest table that can be imported, with the form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
LARGEST_SENDING = 101 * 1024 * 1024

# Addresses

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured("SITE_URL must be an absolute http or https address.")
_hosts = [urlsplit(SITE_URL).hostname] + ([] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or _hosts

# Where people write who ask for a correction or removal: shown on the privacy page as it is.
CONTACT = os.environ.get("CONTACT", "")
# The postal way to ask for it: shown on the same page and on that of removal requests.
POSTAL_ADDRESS = os.environ.get("POSTAL_ADDRESS", "")
# Where the form for it is, if the process that serves the public has none itself.
REMOVAL_FORM = os.environ.get("REMOVAL_FORM", "")

# Removal requests: answered within so many days of the calendar; text and contact of a closed one are
# emptied after so many more (manage.py clear_closed_requests); no more than so many are taken in an hour.
REMOVAL_DAYS = int(os.environ.get("REMOVAL_DAYS", "10"))
REMOVAL_KEPT_DAYS = int(os.environ.get("REMOVAL_KEPT_DAYS", "90"))
REMOVAL_MOST_AN_HOUR = int(os.environ.get("REMOVAL_MOST_AN_HOUR", "30"))

# Applications

INSTALLED_APPS = [
    "decisions",  # first, since its createsuperuser is Django's with an event in the audit
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "simple_history",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "decisions.views.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "decisions.views.sendings.Bounded",
    "decisions.views.desk.long_forms.LongForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "decisions.views.accounts.guard.BehindTheLogin",
    "axes.middleware.AxesMiddleware",
]

# What of these the public process has: it knows nobody, keeps nothing of a visitor and has no form.
PUBLIC_APPS = {
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "simple_history",
    "csp",
    "decisions",
}
PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "decisions.views.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Templates of ours take the place of Django's own for widgets.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
PUBLIC_URLCONF = "casetracker.public_urls"
if PUBLIC_ONLY:
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app in PUBLIC_APPS]
    MIDDLEWARE = PUBLIC_MIDDLEWARE

ROOT_URLCONF = PUBLIC_URLCONF if PUBLIC_ONLY else "casetracker.urls"
WSGI_APPLICATION = "casetracker.wsgi.application"

_of_the_desk = (
    []
    if PUBLIC_ONLY
    else [
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *_of_the_desk,
                "decisions.views.asked.ignored",
                "decisions.views.sharing.site",
                "decisions.views.releases.cited",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# Database: SQLite under var/ with no setting, PostgreSQL with DATABASE_URL

if not os.environ.get("DATABASE_URL"):
    if PUBLIC_ONLY:
        raise ImproperlyConfigured(
            "CASETRACKER_SITE=public needs DATABASE_URL: the account made by manage.py make_public_role on "
            "PostgreSQL, or sqlite:///FILE for a copy made by manage.py make_public_copy FILE."
        )
    VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'casetracker.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
_database = DATABASES["default"]
_sqlite = _database["ENGINE"] == "django.db.backends.sqlite3"
if _sqlite and PUBLIC_ONLY:
    # Opened for each request, since a new copy is a new file; and never written to.
    _database["NAME"] = f"{Path(_database['NAME']).absolute().as_uri()}?mode=ro"
    _database["CONN_MAX_AGE"] = 0
elif _sqlite:
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif PUBLIC_ONLY:
    # Views make long questions, which take PostgreSQL longer to compile (jit) than to answer.
    _database.setdefault("OPTIONS", {})["options"] = (
        f"-c search_path={PUBLIC_SCHEMA} -c default_transaction_read_only=on -c statement_timeout=60s -c jit=off"
    )

# A streaming replica of it, from which public pages are read while it shows what the database itself does
# (docs/adr/0029). It is given up soon, since the database itself can answer.

REPLICA_URL = os.environ.get("DATABASE_REPLICA_URL", "")
if REPLICA_URL:
    if _sqlite or urlsplit(REPLICA_URL).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URL is the address of a streaming replica, which PostgreSQL alone has: it and "
            "DATABASE_URL must both begin with postgres://."
        )
    _replica = dj_database_url.parse(REPLICA_URL, conn_max_age=60, conn_health_checks=True)
    if any(_replica[name] != _database[name] for name in ("NAME", "USER")):
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URL must name the database and the account of DATABASE_URL: a streaming replica has both."
        )
    _read_only = _database["OPTIONS"]["options"] if PUBLIC_ONLY else "-c default_transaction_read_only=on"
    _replica["OPTIONS"] = {
        "connect_timeout": 2,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 5000,
        **_replica.get("OPTIONS", {}),
        "options": _read_only,
    }
    DATABASES["replica"] = _replica
    DATABASE_ROUTERS = ["decisions.queries.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Work in the background: kept in the database, done by manage.py db_worker. 1 does it at once instead, while the
# person waits: for small files and for tests.

TASKS_AT_ONCE = os.environ.get("CASETRACKER_TASKS_AT_ONCE", "0") == "1"
_worker = "django_tasks_db.DatabaseBackend"
_at_once = "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": _at_once if TASKS_AT_ONCE else _worker}}

# Public pages of an unchanged data set, in the memory of each process: at most so many pages of 256 KB each.
# 0 keeps none.

PAGES_KEPT = int(os.environ.get("CASETRACKER_PAGES_KEPT", "300"))
_memory = "django.core.cache.backends.locmem.LocMemCache"
_nothing = "django.core.cache.backends.dummy.DummyCache"
CACHES = {
    "default": {"BACKEND": _memory},
    "pages": {
        "BACKEND": _memory if PAGES_KEPT else _nothing,
        "LOCATION": "pages",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT},
    },
    # Who asked the API how often, under digests that no address can be read from.
    "limits": {"BACKEND": _memory, "LOCATION": "limits", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

# People

AUTH_USER_MODEL = "decisions.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"

# The link with which somebody chooses a password ends after so many hours.
INVITATION_HOURS = int(os.environ.get("CASETRACKER_INVITATION_HOURS", "72"))

# Reviewers and administrators who have no second factor can only set one up.
SECOND_FACTOR_REQUIRED = os.environ.get("CASETRACKER_SECOND_FACTOR", "1" if PRODUCTION else "0") == "1"

# Logging in: accounts are made by administrators; no mail is sent, and no address is asked for.

ACCOUNT_ADAPTER = "decisions.views.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "decisions.forms.logins.LoginForm",
    "change_password": "decisions.forms.logins.ChangePasswordForm",
    "reauthenticate": "decisions.forms.logins.ReauthenticateForm",
}
MFA_ADAPTER = "decisions.views.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "casetracker"
MFA_TOTP_TOLERANCE = 1  # half a minute either way: clocks of telephones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "decisions.forms.logins.AuthenticateForm",
    "reauthenticate": "decisions.forms.logins.ReauthenticateByCodeForm",
    "activate_totp": "decisions.forms.logins.ActivateForm",
    "add_webauthn": "decisions.forms.logins.AddKeyForm",
    "authenticate_webauthn": "decisions.forms.logins.AuthenticateByKeyForm",
    "reauthenticate_webauthn": "decisions.forms.logins.ReauthenticateByKeyForm",
}
# allauth counts by address, in the memory of one process. Ours counts by account (docs/adr/0010).
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
AXES_HANDLER = "decisions.views.accounts.throttling.GrowingDelay"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "decisions.views.accounts.throttling.no_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# axes wants addresses beside names. We keep none.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
if PUBLIC_ONLY:
    # No form and no cookie, so there is nothing that another site could send in somebody's name.
    SILENCED_SYSTEM_CHECKS += ["security.W003"]

# A ruling is published by somebody who did not enter it. 0 is for a team of one.
FOUR_EYES = os.environ.get("FOUR_EYES", "1") == "1"

# Statistics

# 0: nothing counts, compares or filters by judge (docs/adr/0019); some countries forbid it.
JUDGE_STATISTICS = os.environ.get("JUDGE_STATISTICS", "1") == "1"
# A share of fewer rulings is "too few to compare".
FEWEST_RULINGS = int(os.environ.get("FEWEST_RULINGS", "5"))
# An interval or an expected share needs so many series.
FEWEST_SERIES = int(os.environ.get("FEWEST_SERIES", "10"))

# The API: no login and no cookie, JSON only

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "decisions.api.openapi.Description",
    "EXCEPTION_HANDLER": "decisions.api.answers.explained",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    # How many proxies of ours stand in front: only what they say of a visitor's address is believed.
    "NUM_PROXIES": int(os.environ.get("CASETRACKER_PROXIES", "0")),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "casetracker",
    "DESCRIPTION": "Court rulings that expel foreign citizens from Russia: what was ordered, what the court "
    "examined, and what nobody can know from the text.",
    "VERSION": "1",
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "SERVERS": [{"url": "/"}],
    "POSTPROCESSING_HOOKS": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
}
# Requests a minute that each process answers: from one address, and from all visitors of the onion service
# together, who come from these addresses of ours. Without an onion service there are none: this machine is
# a visitor like others.
API_MOST_A_MINUTE = int(os.environ.get("API_MOST_A_MINUTE", "120"))
API_MOST_A_MINUTE_OVER_ONION = int(os.environ.get("API_MOST_A_MINUTE_OVER_ONION", "1200"))
ONION_ADDRESSES = [address for address in os.environ.get("ONION_ADDRESSES", "").split(",") if address]

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "decisions" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What a browser may do with our pages

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# An onion service has no certificate: it sets CASETRACKER_HTTPS=0.
HTTPS = os.environ.get("CASETRACKER_HTTPS", "1" if PRODUCTION else "0") == "1"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # no script of ours reads either
# What somebody typed on the desk survives a form that is older than the last login.
if not PUBLIC_ONLY:
    CSRF_FAILURE_VIEW = "decisions.views.desk.kept.csrf_failure"

# Sessions end after a time without use, after half a day in any case, and with the browser.

SESSION_IDLE_SECONDS = 60 * int(os.environ.get("CASETRACKER_IDLE_MINUTES", "60"))
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # with the browser too
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Logs name neither visitors nor what they asked for: no address, no query string, no mail of tracebacks.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "class": "casetracker.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "discreet"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A wrong Host header is not our fault, and its traceback would repeat what a stranger sent.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # A fault in the middle of a streamed file is logged by gunicorn, with the address.
        "gunicorn.error": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # It warns at every HEAD, whose content Django leaves to the server to drop.
        "gunicorn.http": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
