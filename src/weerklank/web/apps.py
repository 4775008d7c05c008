"""The application under which Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig

from weerklank.web.addresses import register


class Room(AppConfig):
    """This room."""

    name = "weerklank.web"
    label = "web"

    def ready(self) -> None:
        """Say in our own words what a library says on our pages, and know what addresses hold."""
        from weerklank.web.borrowed import overrule  # noqa: PLC0415 - languages are read once every room is there

        overrule()
        register()
