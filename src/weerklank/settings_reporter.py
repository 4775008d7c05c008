"""The reporter's door as a process of its own: no sign-in, no sessions, nothing that knows who asks."""

from __future__ import annotations

from weerklank.settings import *  # noqa: F403 - settings are one namespace, and this one differs only below
from weerklank.settings import SHELL
from weerklank.web.templating import templates

ROOT_URLCONF = "weerklank.urls_reporter"
DEMO = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "weerklank.trail.apps.Room",
    "weerklank.organisation.apps.Room",
    "weerklank.people.apps.Room",
    "weerklank.notices.apps.Room",
    "weerklank.cases.apps.Room",
    "weerklank.web.apps.Room",
]
MIDDLEWARE = SHELL
AUTHENTICATION_BACKENDS = []
TEMPLATES = templates()
CSRF_COOKIE_NAME = f"{CSRF_COOKIE_NAME}-reporter"  # noqa: F405 - from the settings above
DATABASES = {"default": DATABASES["default"]}  # noqa: F405 - from the settings above
DATABASE_ROUTERS = []
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
