"""The collector of surveys as a process of its own: one store, in which no people stand, and no sign-in."""

from __future__ import annotations

from weerklank.settings import *  # noqa: F403 - settings are one namespace, and this one differs only below
from weerklank.settings import DATABASES as STORES
from weerklank.settings import SHELL
from weerklank.web.templating import templates

ROOT_URLCONF = "weerklank.urls_answers"
DEMO = False
INSTALLED_APPS = ["django.contrib.staticfiles", "weerklank.web.apps.Room"]
MIDDLEWARE = SHELL
AUTHENTICATION_BACKENDS = []
TEMPLATES = templates()
DATABASES = {"default": STORES["answers"]}
DATABASE_ROUTERS = []
