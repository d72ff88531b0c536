"""Django's settings, from the environment. `docs/settings.md` says what each variable means.

Two profiles: `embedded` (one machine, an embedded PostgreSQL, a key of its own) and `production`, which refuses to
start while anything in it is unsafe, with every reason.
"""

from __future__ import annotations

import re
import secrets
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.utils.csp import CSP

from parchemin.campus.environment import Environment

ENVIRONMENT = Environment()

PROFILE = ENVIRONMENT.choice(
    "PARCHEMIN_PROFILE", "embedded", ("embedded", "production"), "embedded (default) or production"
)
PRODUCTION = PROFILE == "production"
DATA = Path(
    ENVIRONMENT.text("PARCHEMIN_DATA", "build/campus", "the folder of the school's data; default build/campus")
).resolve()

HOSTS = ENVIRONMENT.words(
    "PARCHEMIN_HOSTS", ("localhost", "127.0.0.1"), "the names the campus answers to, separated by commas"
)
DEBUG = False


def _port(parts: SplitResult, name: str) -> int | None:
    """The port of an address. A password with a sign that cuts addresses ends up there."""
    try:
        return parts.port
    except ValueError:
        ENVIRONMENT.refuse(
            f"{name} cannot be read: what stands as its port is no number. In its password write : / ? # @ and % as "
            "%3A %2F %3F %23 %40 and %25."
        )
        return None


def _key() -> str:
    """The signing key: the environment's, or, embedded, one made once and kept in the data folder."""
    given = ENVIRONMENT.text(
        "PARCHEMIN_SECRET_KEY", "", "the signing key, 50 characters or more; embedded makes its own"
    )
    if PRODUCTION and len(given) < 50:
        ENVIRONMENT.refuse("PARCHEMIN_SECRET_KEY is missing or shorter than 50 characters. Give a random one.")
    if PRODUCTION and given and len(set(given)) < 10:
        ENVIRONMENT.refuse("PARCHEMIN_SECRET_KEY repeats a few characters. Give a random one.")
    if given or PRODUCTION:
        return given
    kept = DATA / "secret-key"
    try:
        if not kept.exists():
            DATA.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return kept.read_text(encoding="ascii")
    except OSError as error:
        ENVIRONMENT.refuse(
            f"The data folder {DATA} cannot be written ({error.strerror}). Give this account the right to, or choose "
            "another with PARCHEMIN_DATA."
        )
        return ""


def _database() -> dict[str, Any]:
    """The database `DATABASE_URL` names; without it, embedded, the server in the data folder."""
    url = ENVIRONMENT.text("DATABASE_URL", "", "postgresql://user:password@host:port/name; embedded has its own server")
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a connection that a restart of the server broke is replaced, not served
    }
    if not url:
        if PRODUCTION:
            ENVIRONMENT.refuse("DATABASE_URL is missing. Give the address of a PostgreSQL server.")
        return common | {"NAME": "postgres", "USER": "postgres", "HOST": str(DATA / "postgres")}
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        ENVIRONMENT.refuse("DATABASE_URL is not a PostgreSQL address. Write postgresql://user:password@host:port/name.")
        return common
    return common | {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or asked.get("host", [""])[0],  # ?host=/folder is a socket's
        "PORT": str(_port(parts, "DATABASE_URL") or ""),
        "OPTIONS": {name: asked[name][0] for name in ("sslmode", "sslrootcert") if name in asked},
    }


SECRET_KEY = _key()
DATABASES = {"default": _database()}

# A production campus speaks HTTPS only; the proxies before it say so, and who asked.
HTTPS = ENVIRONMENT.yes("PARCHEMIN_HTTPS", PRODUCTION, "yes (default in production) to serve over HTTPS only")
if PRODUCTION and not HTTPS:
    ENVIRONMENT.refuse("PARCHEMIN_HTTPS is “no”. A production campus is served over HTTPS only.")
PROXIES = ENVIRONMENT.number(
    "PARCHEMIN_PROXIES", 1 if PRODUCTION else 0, "how many proxies stand before the campus; default 1 in production"
)
if PRODUCTION and not PROXIES:
    ENVIRONMENT.refuse("PARCHEMIN_PROXIES is 0. The campus speaks plain HTTP: put a proxy that holds the certificate.")
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on the machine itself
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- the address people write: the one source of every link, name and origin ---------------------------------------

KEPT_ADDRESS = DATA / "address"  # embedded, none being given: where `parchemin campus run` last opened


def _name_in(address: str) -> str:
    """The name in an address, which is a scheme, a name and perhaps a port; "" when it is refused."""
    try:
        parts = urlsplit(address)
        whole = parts.port is None or parts.port > 0
    except ValueError:
        parts, whole = urlsplit(""), False
    if not whole or parts.scheme not in ("http", "https") or address != f"{parts.scheme}://{parts.netloc}":
        ENVIRONMENT.refuse(
            f"PARCHEMIN_ADDRESS is “{address}”. Write what people type, and nothing after the name: "
            "https://campus.example.org."
        )
        return ""
    if PRODUCTION and parts.scheme != "https":
        ENVIRONMENT.refuse("PARCHEMIN_ADDRESS does not begin with https://. Write the address people type.")
    name = parts.hostname or ""
    return f"[{name}]" if ":" in name else name


def _own_address() -> str:
    """The address when none is given: the first public name, or, embedded, where the campus last opened."""
    if PRODUCTION:
        return f"https://{HOSTS[0].lstrip('.')}"
    try:
        return KEPT_ADDRESS.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "http://localhost:8000"


GIVEN_ADDRESS = ENVIRONMENT.text(
    "PARCHEMIN_ADDRESS",
    "",
    "the address people write, with which every link begins; default: the first of PARCHEMIN_HOSTS",
).rstrip("/")
ADDRESS = GIVEN_ADDRESS or _own_address()
ALLOWED_HOSTS = [host for host in dict.fromkeys([*HOSTS, _name_in(ADDRESS)]) if host]
CSRF_TRUSTED_ORIGINS = [ADDRESS]  # a proxy that holds the certificate speaks plain HTTP to the campus
if PRODUCTION and (set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1"} or any("*" in host for host in ALLOWED_HOSTS)):
    ENVIRONMENT.refuse("PARCHEMIN_HOSTS names no public host. Give the names the campus answers to, never “*”.")

# --- sessions: kept in the database, 8 hours without a word for staff, two weeks for the others (people.sessions) --

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_SECONDS, OTHERS_IDLE_SECONDS = 8 * 3600, 14 * 24 * 3600
SESSION_COOKIE_AGE = OTHERS_IDLE_SECONDS
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},  # shared by workers
}

# The keys that seal documents: made here, one a school, unless a folder is given that holds them already.
SEALS_GIVEN = ENVIRONMENT.text("PARCHEMIN_SEALS", "", "a folder of the schools' seals, made elsewhere and only read")
SEALS = Path(SEALS_GIVEN) if SEALS_GIVEN else DATA / "seals"
SEALS_ARE_MADE_HERE = not SEALS_GIVEN
TIMESTAMP_URL = ENVIRONMENT.text("PARCHEMIN_TIMESTAMP_URL", "", "a time-stamp authority (RFC 3161); default none")
if SEALS_GIVEN and not SEALS.is_dir():
    ENVIRONMENT.refuse(
        "PARCHEMIN_SEALS is not a folder. Give the folder that holds <school>/key.pem and certificate.pem."
    )
if TIMESTAMP_URL and not TIMESTAMP_URL.startswith(("http://", "https://")):
    ENVIRONMENT.refuse("PARCHEMIN_TIMESTAMP_URL is not an address. Write http://… or https://….")

INSTALLED_APPS = [
    "parchemin.campus.common",
    "parchemin.campus.looks",
    "parchemin.campus.documents",
    "parchemin.campus.clock",
    "parchemin.campus.people",
    "parchemin.campus.catalogue",
    "parchemin.campus.retention",
    "parchemin.campus.law",
    "parchemin.campus.dossiers.former",
    "parchemin.campus.dossiers",
    "parchemin.campus.texts",
    "parchemin.campus.api",
    "parchemin.campus.enrolment",
    "parchemin.campus.assessment",
    "parchemin.campus.jury",
    "parchemin.campus.awards",
    "parchemin.campus.desks",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "parchemin.campus.common.middleware.watched",
    "parchemin.campus.common.middleware.plain",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "parchemin.campus.looks.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parchemin.campus.people.sign_in.middleware.signed_in",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "parchemin.campus.urls"
WSGI_APPLICATION = "parchemin.campus.wsgi.application"

# --- sign-in: by address and password, with a second factor, or through the school's own directory ---------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "given_name", "family_name")},
    },
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "/"
ACCOUNT_ADAPTER = "parchemin.campus.people.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "parchemin.campus.people.forms.SignIn"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office writes the address; the link it mails proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address the school does not know
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "parchemin.campus.people.sign_in.adapters.shown_name"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key"}  # a school's people share few addresses
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "parchemin.campus.people.sign_in.adapters.FactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Parchemin"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SECOND_FACTOR = ENVIRONMENT.yes(
    "PARCHEMIN_SECOND_FACTOR", PRODUCTION, "yes (default in production): staff sign in with a second factor"
)
if PRODUCTION and not SECOND_FACTOR:
    ENVIRONMENT.refuse("PARCHEMIN_SECOND_FACTOR is “no”. In production, staff sign in with a second factor.")


def _directory() -> list[dict[str, Any]]:
    """The school's own sign-in (OpenID Connect), when it has one. It opens accounts that exist; it makes none."""
    issuer = ENVIRONMENT.text("PARCHEMIN_OIDC_ISSUER", "", "the address of the school's OpenID Connect server")
    client = ENVIRONMENT.text("PARCHEMIN_OIDC_CLIENT", "", "the name the campus has there")
    secret = ENVIRONMENT.text("PARCHEMIN_OIDC_SECRET", "", "its secret there")
    name = ENVIRONMENT.text("PARCHEMIN_OIDC_NAME", "SSO", "what the button of the sign-in page says")
    if not issuer:
        return []
    if not (client and secret):
        ENVIRONMENT.refuse("PARCHEMIN_OIDC_ISSUER is set without PARCHEMIN_OIDC_CLIENT and PARCHEMIN_OIDC_SECRET.")
    if PRODUCTION and not issuer.startswith("https://"):
        ENVIRONMENT.refuse("PARCHEMIN_OIDC_ISSUER does not begin with https://.")
    about = {"provider_id": "school", "name": name, "client_id": client, "secret": secret}
    return [about | {"settings": {"server_url": issuer}}]


DIRECTORY_APPS = _directory()
DIRECTORY_DOMAINS = [
    domain.lower()
    for domain in ENVIRONMENT.words(
        "PARCHEMIN_OIDC_DOMAINS",
        ("none",),
        "the domains whose addresses that server is believed about, or any; default none: people link themselves",
    )
]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "parchemin.campus.people.sign_in.directory.provider.DirectoryProvider",
        "APPS": DIRECTORY_APPS,
        "OAUTH_PKCE_ENABLED": True,
    }
}
SOCIALACCOUNT_ADAPTER = "parchemin.campus.people.sign_in.adapters.DirectoryAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "parchemin.campus.people.sign_in.directory.forms.UnlinkForm"}
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True  # to link or unlink, one shows again that it is them
# The package's own way in by an address makes passwords unusable before the second factor: ours writes at the end only.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_AUTO_SIGNUP = False

# --- files, mail, tasks, language ---------------------------------------------------------------------------------

BALLOTS = DATA / "ballots"  # the keys of votes under way: destroyed when each closes, and in no backup
FILES = DATA / "files"  # what is kept, unless a bucket is named; nothing of it is served but through a permission
MEDIA_ROOT, MEDIA_URL = FILES, ""


def _kept_files() -> dict[str, Any]:
    """Where files are kept: the bucket `PARCHEMIN_S3_BUCKET` names, the data folder otherwise."""
    bucket = ENVIRONMENT.text(
        "PARCHEMIN_S3_BUCKET", "", "the private bucket that keeps the files; default the data folder"
    )
    endpoint = ENVIRONMENT.text("PARCHEMIN_S3_ENDPOINT", "", "the address of its server; default Amazon's")
    region = ENVIRONMENT.text("PARCHEMIN_S3_REGION", "", "its region, when its server has several")
    key = ENVIRONMENT.text("PARCHEMIN_S3_KEY", "", "the name the campus has there; default what its machine is given")
    secret = ENVIRONMENT.text("PARCHEMIN_S3_SECRET", "", "its secret there")
    if not bucket:
        if endpoint or region or key or secret:
            ENVIRONMENT.refuse("PARCHEMIN_S3_BUCKET is missing, and other settings of a bucket are there. Name it.")
        return {"BACKEND": "parchemin.campus.common.files.places.Folder"}
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        ENVIRONMENT.refuse(
            "PARCHEMIN_S3_BUCKET is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        ENVIRONMENT.refuse("PARCHEMIN_S3_BUCKET needs what is not installed. Install parchemin[s3].")
    if bool(key) != bool(secret):
        ENVIRONMENT.refuse("PARCHEMIN_S3_KEY and PARCHEMIN_S3_SECRET go together. Give both, or neither.")
    if endpoint and not endpoint.startswith(("http://", "https://")):
        ENVIRONMENT.refuse("PARCHEMIN_S3_ENDPOINT is not an address. Write https://….")
    if PRODUCTION and endpoint.startswith("http://"):
        ENVIRONMENT.refuse("PARCHEMIN_S3_ENDPOINT does not begin with https://. Files would travel for all to read.")
    given = {"endpoint_url": endpoint, "region_name": region, "access_key": key, "secret_key": secret}
    options = {"bucket_name": bucket} | {name: value for name, value in given.items() if value}
    return {"BACKEND": "parchemin.campus.common.files.bucket.Bucket", "OPTIONS": options}


FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def _mail() -> dict[str, Any]:
    """SMTP where `PARCHEMIN_SMTP` names a server; otherwise, embedded, every mail is a file in the data folder."""
    url = ENVIRONMENT.text(
        "PARCHEMIN_SMTP", "", "smtps://user:password@host:465, or smtp://…:587 (STARTTLS); embedded writes files"
    )
    sender = ENVIRONMENT.text("PARCHEMIN_MAIL_FROM", "", "the address mails come from; required with PARCHEMIN_SMTP")
    if not url:
        if PRODUCTION:
            ENVIRONMENT.refuse("PARCHEMIN_SMTP is missing. Give the mail server: people get their first link by mail.")
        file = "django.core.mail.backends.filebased.EmailBackend"
        return {
            "sender": sender or "parchemin@localhost",
            "mailer": {"BACKEND": file, "OPTIONS": {"file_path": DATA / "mail"}},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        ENVIRONMENT.refuse("PARCHEMIN_SMTP is not a mail server's address. Write smtps://user:password@host:465.")
    if "@" not in parseaddr(sender)[1]:
        ENVIRONMENT.refuse("PARCHEMIN_MAIL_FROM is not an address. Write the one mails come from.")
    local = parts.hostname in ("localhost", "127.0.0.1")
    options = {
        "host": parts.hostname or "",
        "port": _port(parts, "PARCHEMIN_SMTP") or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and not local,
        "timeout": 20,
    }
    return {"sender": sender, "mailer": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


_MAIL = _mail()
MAILERS = {"default": _MAIL["mailer"]}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _MAIL["sender"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- looks: templates, static files, and what a browser may load ---------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parchemin.campus.looks.context.looks",
                "parchemin.campus.people.pages.navigation.bar",
            ],
        },
    }
]
FORM_RENDERER = "parchemin.campus.looks.forms.LooksRenderer"
NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "parchemin.campus.looks.finders.PackagesFinder",
]
# Production serves what `collectstatic` gathered, named by content; embedded serves the files where they lie.
STATIC_ROOT = DATA / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": _kept_files(),
    "staticfiles": {
        "BACKEND": "parchemin.campus.looks.storage.HashedStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Nothing inline, nothing from elsewhere: a script or a style that slipped into a page would not run.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"

# --- what watches over it -----------------------------------------------------------------------------------------

WEB_WORKERS = ENVIRONMENT.number("PARCHEMIN_WORKERS", 2, "processes of the web server; default 2")
TASK_WORKERS = ENVIRONMENT.number("PARCHEMIN_TASK_WORKERS", 1, "processes that do the background tasks; default 1")
FIGURES_TOKEN = ENVIRONMENT.text(
    "PARCHEMIN_FIGURES_TOKEN", "", "who shows it may read /health/figures; without it, this machine only"
)
if FIGURES_TOKEN and len(FIGURES_TOKEN) < 20:
    ENVIRONMENT.refuse("PARCHEMIN_FIGURES_TOKEN is shorter than 20 characters. Give a random one.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "parchemin.campus.common.logs.LogLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "parchemin": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a refused or lost page is one line of ours already
        "django_tasks_db": {"level": "INFO"},
        "django.tasks": {"level": "INFO"},
    },
}

ENVIRONMENT.settle()
