"""The portal as a WSGI application. `DJANGO_SETTINGS_MODULE` names the door, if it is not the whole portal."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerklank.settings")
application = get_wsgi_application()
