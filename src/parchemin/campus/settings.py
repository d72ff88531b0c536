"""Django's settings, from the environment. `docs/settings.md` says what each variable means.

Two profiles: `embedded` (one machine, an embedded PostgreSQL, a key of its own) and `production`, which refuses to
start while anything in it is unsafe, with every reason.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP

from parchemin.campus.environment import Environment

ENVIRONMENT = Environment()

PROFILE = ENVIRONMENT.choice(
    "PARCHEMIN_PROFILE", "embedded", ("embedded", "production"), "embedded (default) or production"
)
PRODUCTION = PROFILE == "production"
DATA = Path(ENVIRONMENT.text("PARCHEMIN_DATA", "build/campus", "the folder of the school's data; default build/campus"))

ALLOWED_HOSTS = ENVIRONMENT.words(
    "PARCHEMIN_HOSTS", ("localhost", "127.0.0.1"), "the names the campus answers to, separated by commas"
)
DEBUG = False


def _key() -> str:
    """The signing key: the environment's, or, embedded, one made once and kept in the data folder."""
    given = ENVIRONMENT.text(
        "PARCHEMIN_SECRET_KEY", "", "the signing key, 50 characters or more; embedded makes its own"
    )
    if PRODUCTION and len(given) < 50:
        ENVIRONMENT.refuse("PARCHEMIN_SECRET_KEY is missing or shorter than 50 characters. Give a random one.")
    if given or PRODUCTION:
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii")


def _database() -> dict[str, Any]:
    """The database `DATABASE_URL` names; without it, embedded, the server in the data folder."""
    url = ENVIRONMENT.text("DATABASE_URL", "", "postgresql://user:password@host:port/name; embedded has its own server")
    common: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "ATOMIC_REQUESTS": False}
    if not url:
        if PRODUCTION:
            ENVIRONMENT.refuse("DATABASE_URL is missing. Give the address of a PostgreSQL server.")
        return common | {"NAME": "postgres", "USER": "postgres", "HOST": str((DATA / "postgres").resolve())}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        ENVIRONMENT.refuse("DATABASE_URL is not a PostgreSQL address. Write postgresql://user:password@host:port/name.")
        return common
    return common | {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


SECRET_KEY = _key()
DATABASES = {"default": _database()}
if PRODUCTION and set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "*"}:
    ENVIRONMENT.refuse("PARCHEMIN_HOSTS names no public host. Give the names the campus answers to, never “*”.")

# A production campus speaks HTTPS only; `no` is for a proxy on the same machine that already does.
HTTPS = ENVIRONMENT.yes("PARCHEMIN_HTTPS", PRODUCTION, "yes (default in production) to serve over HTTPS only")
if PRODUCTION and not HTTPS:
    ENVIRONMENT.refuse("PARCHEMIN_HTTPS is “no”. A production campus is served over HTTPS only.")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "parchemin.campus.common",
    "parchemin.campus.looks",
    "parchemin.campus.people",
    "parchemin.campus.catalogue",
    "parchemin.campus.rulings",
]
MIDDLEWARE = [
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
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "parchemin.campus.urls"
AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français"), ("en", "English")]
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
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
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

ENVIRONMENT.settle()
