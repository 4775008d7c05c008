"""The settings of the portal. Every environment variable is read here, once, into one typed table.

Settings that are not safe stop the start: each fault says what to mend. The reporter's door and the collector of
surveys have settings of their own, made from these by leaving out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.organisation.spelling import has_breaks
from weerklank.stores import database, is_address, is_site, kept_key, taken_apart
from weerklank.web.log_lines import TO_STDERR
from weerklank.web.templating import templates
from weerklank.web.theme import own_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

NEAR = ("localhost", "127.0.0.1", "[::1]")
"""Names under which a machine reaches itself."""
LEAST_KEY = 50
"""Characters of the shortest secret key that is accepted."""
FEWEST_SIGNS = 5
"""Different characters of the plainest secret key that is accepted, as in Django's own check (security.W009)."""
UNUSABLE_TEXT = ("it holds a line break or a control character", "Take it out")
UNUSABLE_SWITCH = ("it says neither that it is on nor that it is off", "Set it to 1, or take it away")
ON, OFF = "1", "0"
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtps")
MOST_DAYS = 3650
"""Days of the longest time that a backup may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the environment of the process says, as it is used."""

    folder: Path
    secret_key: str
    address: str
    database_url: str
    answers_database_url: str
    demo: bool
    behind_proxy: bool
    mail_url: str
    mail_from: str
    security_contact: str
    reports_apart: bool
    oidc_issuer: str
    oidc_name: str
    oidc_client: str
    oidc_secret: str
    theme: str
    backup_days: int | None

    @property
    def host(self) -> str:
        """The host name under which people reach the portal."""
        parts = taken_apart(self.address)
        name = (parts and parts.hostname) or ""
        return f"[{name}]" if ":" in name else name

    @property
    def encrypted(self) -> bool:
        """Whether people reach the portal over HTTPS."""
        return self.address.startswith("https://")


def read(variables: Mapping[str, str]) -> Environment:
    """Return the environment as it is used; what is not set has the safe default."""

    def told(name: str, default: str = "") -> str:
        text = variables.get(f"WEERKLANK_{name}", default).strip()
        if has_breaks(text):
            raise bad_input(*UNUSABLE_TEXT, column=f"WEERKLANK_{name}")
        return text

    def is_on(name: str) -> bool:
        if (text := told(name)) not in {"", OFF, ON}:
            raise bad_input(*UNUSABLE_SWITCH, column=f"WEERKLANK_{name}")
        return text == ON

    demo = is_on("DEMO")
    folder = Path(told("FOLDER") or Path(variables.get("HOME", "."), ".local", "share", "weerklank"))
    return Environment(
        folder=folder,
        secret_key=told("SECRET_KEY") or (kept_key(folder, length=LEAST_KEY) if demo else ""),
        address=told("ADDRESS", "http://localhost:8000").rstrip("/"),
        database_url=told("DATABASE_URL"),
        answers_database_url=told("ANSWERS_DATABASE_URL"),
        demo=demo,
        behind_proxy=is_on("BEHIND_PROXY"),
        mail_url=told("MAIL_URL"),
        mail_from=told("MAIL_FROM") or "weerklank@localhost",
        security_contact=told("SECURITY_CONTACT"),
        reports_apart=is_on("REPORTS_APART"),
        oidc_issuer=told("OIDC_ISSUER").rstrip("/"),
        oidc_name=told("OIDC_NAME", "Single sign-on"),
        oidc_client=told("OIDC_CLIENT"),
        oidc_secret=told("OIDC_SECRET"),
        theme=told("THEME"),
        backup_days=days(told("BACKUP_DAYS")),
    )


def days(text: str) -> int | None:
    """Return a number of days; nothing where none was told, and 0 for what is no such number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and int(text) <= MOST_DAYS else 0


Rule = tuple[bool, str, str, str]
"""Whether a rule is broken, which variable breaks it, what is wrong, and the mend."""


def unsafe(environment: Environment) -> list[Fault]:
    """Return what makes it unsafe to start, each with the mend; empty where it is safe."""
    rules = (*own_rules(environment), *kept_rules(environment), *sign_on_rules(environment))
    return [Fault(what, mend, column=name) for broken, name, what, mend in rules if broken]


def own_rules(environment: Environment) -> list[Rule]:
    """Return the rules for the portal itself."""
    return [
        (
            len(environment.secret_key) < LEAST_KEY or len(set(environment.secret_key)) < FEWEST_SIGNS,
            "WEERKLANK_SECRET_KEY",
            f"the key that signs sessions is missing, shorter than {LEAST_KEY} characters, or can be guessed",
            "Set it to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
        ),
        (
            not is_site(environment.address),
            "WEERKLANK_ADDRESS",
            "the address under which people reach the portal is not that of a whole site",
            "Set it to something like https://weerklank.example.nl, with no path, name or star in it",
        ),
        (
            is_site(environment.address) and not environment.encrypted and environment.host not in NEAR,
            "WEERKLANK_ADDRESS",
            "people would reach the portal without encryption",
            "Let the address begin with https://, and set WEERKLANK_BEHIND_PROXY=1 where a proxy ends the TLS",
        ),
        (
            bool(environment.mail_url) and not is_address(environment.mail_url, *MAIL_SCHEMES),
            "WEERKLANK_MAIL_URL",
            "the address of the server for mail is not understood",
            "Set it to smtp+tls://user:password@host:587, or take it away",
        ),
    ]


def kept_rules(environment: Environment) -> list[Rule]:
    """Return the rules for where and how long something is kept, and from whom mail comes."""
    return [
        (
            bool(environment.database_url) and environment.database_url == environment.answers_database_url,
            "WEERKLANK_ANSWERS_DATABASE_URL",
            "answers to surveys would stand in the store of people",
            "Let it name a database of its own, or take it away",
        ),
        (
            bool(environment.mail_url) and "@" not in environment.mail_from,
            "WEERKLANK_MAIL_FROM",
            "mail would come from what is no address",
            "Set it to something like weerklank@example.nl",
        ),
        (
            environment.backup_days == 0,
            "WEERKLANK_BACKUP_DAYS",
            "the number of days after which backups are gone is no number that can be kept to",
            f"Set it to a whole number from 1 to {MOST_DAYS}, or take it away",
        ),
    ]


def sign_on_rules(environment: Environment) -> list[Rule]:
    """Return the rules for the employer's own sign-on; without an issuer there is none."""
    if not environment.oidc_issuer:
        return []
    return [
        (
            environment.demo,
            "WEERKLANK_DEMO",
            "a demonstration lets anyone in as anyone, and real people would sign in to it",
            "Take away WEERKLANK_DEMO or the WEERKLANK_OIDC_ variables",
        ),
        (
            not (environment.oidc_client and environment.oidc_secret),
            "WEERKLANK_OIDC_ISSUER",
            "single sign-on has an issuer, and no client or secret",
            "Set WEERKLANK_OIDC_CLIENT and WEERKLANK_OIDC_SECRET, or take the issuer away",
        ),
        (
            not is_address(environment.oidc_issuer, "https"),
            "WEERKLANK_OIDC_ISSUER",
            "the issuer of single sign-on is not reached over https",
            "Let the address begin with https://",
        ),
    ]


ENVIRONMENT = read(os.environ)
if FAULTS := unsafe(ENVIRONMENT):
    raise BadInput(FAULTS)

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = [*NEAR] if ENVIRONMENT.host in NEAR else [ENVIRONMENT.host]
DEMO = ENVIRONMENT.demo
THEME = own_theme(ENVIRONMENT.theme)
ROOT_URLCONF = "weerklank.urls"
WSGI_APPLICATION = "weerklank.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"

FILES = {"default": "weerklank.sqlite3", "answers": "answers.sqlite3"}
DATABASES = {
    alias: database(url, file=ENVIRONMENT.folder / FILES[alias], named=name)
    for alias, name, url in (
        ("default", "WEERKLANK_DATABASE_URL", ENVIRONMENT.database_url),
        ("answers", "WEERKLANK_ANSWERS_DATABASE_URL", ENVIRONMENT.answers_database_url),
    )
}
DATABASE_ROUTERS = ["weerklank.stores.Stores"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # who tries hundreds of accounts pushes out no count of attempts
    },
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "weerklank.trail.apps.Room",
    "weerklank.organisation.apps.Room",
    "weerklank.people.apps.Room",
    "weerklank.notices.apps.Room",
    "weerklank.guidance.apps.Room",
    "weerklank.releases.apps.Room",
    "weerklank.cases.apps.Room",
    "weerklank.retention.apps.Room",
    "weerklank.web.apps.Room",
]
SHELL = [
    "weerklank.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "weerklank.web.errors.Refusals",
]
"""What stands around every page of every door."""
MIDDLEWARE = [
    *SHELL[:4],
    "django.contrib.sessions.middleware.SessionMiddleware",
    *SHELL[4:6],
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weerklank.web.sessions.SessionsEnd",
    "weerklank.web.second_factor.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    SHELL[6],
]
TEMPLATES = templates(
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "weerklank.web.visitor.who",
)

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

SIGN_ON_ORIGINS = [f"https://{urlsplit(ENVIRONMENT.oidc_issuer).netloc}"] if ENVIRONMENT.oidc_issuer else []
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENVIRONMENT.behind_proxy)
SECURE_SSL_REDIRECT = ENVIRONMENT.encrypted
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_HSTS_SECONDS = 63_072_000 if ENVIRONMENT.encrypted else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = (
    "same-origin"  # without any, a browser hides where a form comes from, and it is refused
)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.encrypted
SESSION_COOKIE_NAME = "__Host-session" if ENVIRONMENT.encrypted else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if ENVIRONMENT.encrypted else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # an answer of single sign-on comes from another site
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "weerklank.web.errors.not_sent"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 1800
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.address]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "employee:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:front"
ACCOUNT_ADAPTER = "weerklank.web.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "weerklank.web.signing_in.SingleSignOnAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/5m/ip,5/5m/key",
    "reset_password": "20/h/ip,5/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # an employer makes accounts; a first password comes by mail, to its address
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.encrypted
MFA_TOTP_ISSUER = "Weerklank"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the employer's own sign-on alone, and addresses it has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": ENVIRONMENT.oidc_name,
                "client_id": ENVIRONMENT.oidc_client,
                "secret": ENVIRONMENT.oidc_secret,
                "settings": {"server_url": ENVIRONMENT.oidc_issuer},
            }
        ]
        if ENVIRONMENT.oidc_issuer
        else [],
    },
}

MAIL = urlsplit(ENVIRONMENT.mail_url)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL.hostname
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "", MAIL.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.scheme == "smtp+tls", MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SECURITY_CONTACT = ENVIRONMENT.security_contact
BACKUP_DAYS = ENVIRONMENT.backup_days  # None: nobody said when what was erased is gone from backups too
REPORTS_INSIDE = not ENVIRONMENT.reports_apart  # or the reporter's door is a process of its own

LOGGING = TO_STDERR
