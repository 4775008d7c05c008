"""The reporter's door as a process of its own: no sign-in, no sessions, nothing that knows who asks."""

from __future__ import annotations

from weerklank.settings import *  # noqa: F403 - settings are one namespace, and this one differs only below
from weerklank.settings import SHELL, templates

ROOT_URLCONF = "weerklank.urls_reporter"
DEMO = False
INSTALLED_APPS = ["django.contrib.staticfiles", "weerklank.web.apps.Room"]
MIDDLEWARE = SHELL
AUTHENTICATION_BACKENDS = []
TEMPLATES = templates()
CSRF_COOKIE_NAME = f"{CSRF_COOKIE_NAME}-reporter"  # noqa: F405 - from the settings above
DATABASES = {}
DATABASE_ROUTERS = []
