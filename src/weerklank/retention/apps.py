"""The application under which Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class Room(AppConfig):
    """This room."""

    name = "weerklank.retention"
    label = "retention"
