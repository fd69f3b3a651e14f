"""Django's settings, built from the environment (`heedful.environment`) and nothing else."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from heedful import __version__
from heedful.environment import read
from heedful.ops.home import kept_secret, socket_folder

ENVIRONMENT = read()
PACKAGE = Path(__file__).parent
VERSION = __version__

SECRET_KEY = ENVIRONMENT.secret_key or kept_secret(ENVIRONMENT.home)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "heedful.urls"
WSGI_APPLICATION = "heedful.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "heedful.base",
    "heedful.listen",
    "heedful.understand",
    "heedful.act",
    "heedful.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heedful.base.accounts.middleware.MemberMiddleware",
]
# Where hundreds of answers a second are brought with a token; no cookie or page is behind it.
BROUGHT_AT = "/api/v1/responses"
MIDDLEWARE_FOR_PROGRAMS = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "heedful.web.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "heedful.web.templatetags.heedful"],
        },
    }
]


# Database. Rooms rely on transactions, so every request runs in one (see MemberMiddleware).
def database(url: str, socket: Path) -> dict[str, Any]:
    """Django's description of the database at `url`, or of Heedful's own when `url` is empty."""
    parts = urlsplit(url or f"postgresql://heedful@/heedful?host={socket}")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "heedful",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or options.pop("port", "")),
        # A pooler in transaction mode cannot keep prepared statements or server-side cursors.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {**options, "prepare_threshold": None},
    }


DATABASES = {"default": database(ENVIRONMENT.database_url, socket_folder(ENVIRONMENT.home))}
# Connections are shared by the threads of a process; each transaction sets its own tenant.
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": ENVIRONMENT.database_pool,
    "timeout": 10,
}
# Our own server keeps plans of what it is asked often; nobody stands between us and it.
if not ENVIRONMENT.database_url:
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in.
AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "heedful.base.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# A shared network address must not lock a whole branch out, so failures count per e-mail too.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key"}
# One process serves pages, so it can count alone; room enough that nobody crowds a count out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Cookies and headers. Plain http must work on a closed network, so https is said, not assumed.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url] if ENVIRONMENT.public_url else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        # Pages that listen to live events add that one address (heedful.web.live).
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Rows of feedback as Parquet, for what cells do not hold: a folder, or an address like s3://…
LAKE = ENVIRONMENT.lake or str(ENVIRONMENT.home / "lake")

# Files.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "heedful.web.uploads.StrangersAreBrief",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Words and time.
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True

# Mail is optional at first start: what would have been sent is kept and shown.
EMAIL_BACKEND = "heedful.base.connectors.mail.backend.QueueBackend"
MAIL_URL = ENVIRONMENT.mail_url
MAIL_FROM = DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
# Addresses that people type may lead inside the network only when the operator says so.
ALLOW_PRIVATE_ADDRESSES = ENVIRONMENT.allow_private_addresses

PROCRASTINATE_IMPORT_PATHS = ["heedful.flows.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

LOGGING_CONFIG = "heedful.logs.configure"
LOGGING = {"level": ENVIRONMENT.log_level}
