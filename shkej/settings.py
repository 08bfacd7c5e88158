"""Settings of SHKEJ: one file, read from the environment (`.env.example` lists all).

Closed by default: DEBUG is off, and there is no fallback secret key outside DEBUG.
"""

import os
import warnings
from pathlib import Path

from shkej import sqlite  # first: it chooses which SQLite Python uses
from shkej.lib import bilingual
from shkej.mailboxes import read_mailbox
from shkej.postgresql import options_of

# isort: split
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# What is set for the process comes first, then `.env`, then what `make run` made for its
# demonstration: so that every command works on the demonstration without further ado.
environ.Env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).absolute()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# Several machines share one disk for what was uploaded (docs/operations.md).
FILES_FOLDER = Path(env.str("FILES_FOLDER", default=str(VAR_DIR / "files"))).absolute()
os.umask(0o077)  # what this process makes, the database too, only its own user reads
if not env.str("SECRET_KEY", default=""):
    environ.Env.read_env(VAR_DIR / "demonstration.env")

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-debugging" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set (see .env.example).")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What was searched for is in the access log as a code made with this key.
ACCESS_LOG_KEY = env.str("ACCESS_LOG_KEY", default="") or SECRET_KEY
ACCESS_LOG_KEY_FALLBACKS = env.list("ACCESS_LOG_KEY_FALLBACKS", default=[])  # they sealed it before
# By this key each recipient and project gets codes of people of its own (reports/people).
EXPORT_KEY = env.str("EXPORT_KEY", default="") or SECRET_KEY
# The ledger of erasures lies outside of the database and its backups; whom it means is a code made
# with this key (retention/ledger).
ERASURE_LEDGER = env.str("ERASURE_LEDGER", default=str(VAR_DIR / "erasures.ledger"))
ERASURE_KEY = env.str("ERASURE_KEY", default="") or SECRET_KEY
ERASURE_KEY_FALLBACKS = env.list("ERASURE_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Whoever uses this: how pages, mails and documents call it; a folder with its own logo.svg and
# colours.css (docs/operations.md).
ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="SHKEJ")
ORGANISATION_FOLDER = env.str("ORGANISATION_FOLDER", default="")

# Applications. Translated fields must be there before change history copies them:
# modeltranslation is before our own apps, and these ask for history in `ready()`.
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "shkej.apps.StaticFilesConfig",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "shkej",
    "accounts",
    "django.contrib.auth",  # after ours, which refuses its `changepassword`
    "drafts",
    "background",
    "backups",
    "partners",
    "participants",
    "events",
    "reports",
    "retention",
    "demonstration",
    # After ours, which bring a `db_worker` of their own.
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "shkej.middleware.CompressTextMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AccessLogMiddleware",
    "shkej.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "drafts.middleware.KeptFormsMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SamePersonMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.locking.middleware.LockMiddleware",
    "events.middleware.DoorMiddleware",
    "accounts.middleware.AccessMiddleware",
    "shkej.middleware.PossibleKeysMiddleware",
    "shkej.middleware.TypedTextMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "drafts.middleware.FormKeyMiddleware",
]

# Figures for whoever watches the server (shkej/serving/metrics.py): to this machine alone, or to
# who has the token. All processes write into one folder, from which any of them answers.
METRICS = env.bool("METRICS", default=False)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_FOLDER = VAR_DIR / "metrics"
if METRICS:
    METRICS_FOLDER.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_FOLDER))
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

# A demonstration has pages of its own, and people to sign in as by one click.
ROOT_URLCONF = "demonstration.urls" if DEMONSTRATION else "shkej.urls"
ACCESS_TABLES = [BASE_DIR / "accounts/access.toml"]
OVERRIDES = []
if DEMONSTRATION:
    ACCESS_TABLES.append(BASE_DIR / "demonstration/access.toml")
    OVERRIDES.append(BASE_DIR / "demonstration/over")
WSGI_APPLICATION = "shkej.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*OVERRIDES, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            # Each form carries its mark beside the token.
            "builtins": ["drafts.templatetags.form_marks", "shkej.templatetags.house"],
        },
    },
]

# Databases. SQLite serves one centre on one machine, PostgreSQL a network of centres.
with warnings.catch_warnings(action="ignore"):  # what it warns of is refused below
    DATABASES = {
        "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'shkej.sqlite3'}")
    }
if not DATABASES["default"].get("ENGINE"):
    raise ImproperlyConfigured("DATABASE_URL is no address of a database (see .env.example).")
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# PostgreSQL: who owns the tables and migrates them, where that is not the role above.
MIGRATIONS_DATABASE = (
    env.db("MIGRATIONS_DATABASE_URL") if env.str("MIGRATIONS_DATABASE_URL", default="") else {}
)
# Nothing starts on a database that may lose what it acknowledged; tests alone do without.
SAVES_MUST_LAST = True
# How many requests that write a web process works on at a time: fewer than it has threads.
WRITERS_AT_ONCE = env.int("WRITERS_AT_ONCE", default=3)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite.OPTIONS
else:
    DATABASES["default"]["OPTIONS"] = options_of(DATABASES["default"])

# Sign-in limits and used codes are counted in it, by all workers in one table.
CACHES = {
    "default": {
        "BACKEND": "accounts.limits.cache.LimitCache",
        "LOCATION": "accounts_limit",
    }
}

# What takes time or comes round waits in the database for `manage.py db_worker` (shkej/rounds.py).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Backups (docs/operations.md): encrypted for the holders of keys that are never on this machine.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default=str(VAR_DIR / "backups"))
BACKUP_COPIES = env.list("BACKUP_COPIES", default=[])  # backups/places.py
BACKUP_KEEP = env.list("BACKUP_KEEP", cast=int, default=[24, 30, 3])  # hours, days, months
if len(BACKUP_KEEP) != 3:
    raise ImproperlyConfigured("BACKUP_KEEP takes three numbers: hours, days, months.")
BACKUP_WORK = VAR_DIR / "backup-work"  # where copies are made and tried, not encrypted yet
# What is done to a restored database before it is put in its place, in this order.
RESTORE_STEPS = [
    "backups.restoring.steps.sign_everybody_out",
    "backups.restoring.steps.end_links",
    "retention.ledger.steps.repeat_erasures",
    "backups.restoring.steps.note_backup",
]

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "accounts.validators.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.OurWordsValidator"},
    {"NAME": "accounts.validators.FewCharactersValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.password_links.TokenGenerator"  # noqa: S105
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed; sign-in reads them too
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{ORGANISATION_NAME}: "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.LoginForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordKeyForm",
}
# Few attempts per account; many per address, since a whole centre sits behind one router.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "100/15m/ip,5/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
    "unlock": "5/15m/key",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateByCodeForm",
    "activate_totp": "accounts.forms.second_factor.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = ORGANISATION_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address
# Administrators, coordinators and holders of sensitive details; never in a demonstration.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "accounts.locking.store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "drafts.views.csrf_failure"

# On the server: the default writes messages, and the names in them, into a readable cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Languages, numbers and time
LANGUAGE_CODE = bilingual.FIRST
LANGUAGES = list(bilingual.LANGUAGES.items())
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
FORMAT_MODULE_PATH = ["shkej.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Tirane"
MODELTRANSLATION_DEFAULT_LANGUAGE = bilingual.FIRST
MODELTRANSLATION_LANGUAGES = tuple(bilingual.LANGUAGES)
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = bilingual.label_in_language
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": tuple(bilingual.LANGUAGES)}

# Static files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("help", BASE_DIR / "docs" / "img" / "help")]
if ORGANISATION_FOLDER:
    STATICFILES_DIRS.append(("house", ORGANISATION_FOLDER))
STORAGES = {
    "default": {
        "BACKEND": "shkej.lib.uploads.storage.WholeFiles",
        "OPTIONS": {"location": FILES_FOLDER, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "shkej.static_files.storage.StaticFiles"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Transport and headers. Plain HTTP is served on loopback only (`make run`).
SERVED_OVER_TLS = env.bool("SERVED_OVER_TLS", default=not (DEBUG or DEMONSTRATION))
SECURE_SSL_REDIRECT = SERVED_OVER_TLS
# What watches the server asks on loopback, past the proxy; these answers hold no secret.
SECURE_REDIRECT_EXEMPT = [r"^health(/ready)?$", r"^metrics$"]
# Where links lead in mails that no request is behind: the first name of the site.
NAMES = [
    host
    for host in ALLOWED_HOSTS
    if host not in ("127.0.0.1", "localhost") and host[:1] not in (".", "*", "[")
]
SITE_URL = env.str(
    "SITE_URL",
    default=f"https://{NAMES[0]}" if SERVED_OVER_TLS and NAMES else "http://127.0.0.1:8000",
).rstrip("/")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_TLS
SECURE_HSTS_PRELOAD = SERVED_OVER_TLS
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SERVED_OVER_TLS
if SERVED_OVER_TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
DEVICE_COOKIE_NAME = "__Host-device" if SERVED_OVER_TLS else "device"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}

# Uploads and mail
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOADS_PER_DAY = env.int("UPLOADS_PER_DAY", default=60)
UPLOADS_TOTAL_MB = env.int("UPLOADS_TOTAL_MB", default=20_000)
UPLOADS_CENTRE_MB = env.int("UPLOADS_CENTRE_MB", default=5_000)
UPLOADS_LEAVE_MB = env.int("UPLOADS_LEAVE_MB", default=500)
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"{ORGANISATION_NAME} <no-reply@localhost>"
)
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
# Where calendars send their answers; without it mails ask for none (docs/operations.md).
try:
    REPLIES = read_mailbox(env.str("REPLIES_URL", default=""))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

# Every line passes a formatter that masks links which are secrets themselves
# (docs/security.md, R50).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masking": {"()": "shkej.logs.MaskingFormatter"},
        "server": {
            "()": "shkej.logs.MaskingServerFormatter",
            "format": "[{server_time}] {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "masking"},
        "server": {"class": "logging.StreamHandler", "formatter": "server"},
    },
    "loggers": {
        # In place of Django's own handlers, which mask nothing.
        "django": {"handlers": [], "level": "INFO"},
        # It writes down what a fault says, and that may be a name: our worker says where it was.
        "django_tasks": {"level": "CRITICAL"},
        "django_tasks_db": {"level": "WARNING"},
        # The head of the log's chain: whoever cuts its end off in the database cannot do it here.
        "accounts.audit": {"level": "INFO"},
        "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
