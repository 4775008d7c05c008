"""The portal's settings under test: the real ones, in an environment that says what they need."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("WEERKLANK_SECRET_KEY", "only-for-tests-and-therefore-no-secret-of-anyone-at-all")
os.environ.setdefault("WEERKLANK_FOLDER", tempfile.mkdtemp(prefix="weerklank-tests-"))
os.environ.setdefault("WEERKLANK_SECURITY_CONTACT", "mailto:security@example.nl")

from weerklank.settings import *  # noqa: F403 - the environment comes first, and then all of the settings
from weerklank.settings import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(exist_ok=True)

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
