"""The addresses of this door. No address holds a word of a receipt."""

from __future__ import annotations

from django.urls import path, register_converter

from weerklank.cases.procedures import PROCEDURES
from weerklank.web.reporter import pages, plain, take_along, wire


class Way:
    """The code of a procedure: there are no others."""

    regex = "|".join(PROCEDURES)

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(Way, "way")

app_name = "reporter"
urlpatterns = [
    path("", pages.front, name="front"),
    path("who", pages.who, name="who"),
    path("<way:procedure>", pages.way, name="way"),
    path("<way:procedure>/units", pages.units, name="units"),
    path("<way:procedure>/<number:unit>/write", pages.write, name="write"),
    path("<way:procedure>/<number:unit>/plain", plain.write, name="plain"),
    path("return", pages.come_back, name="return"),
    path("return/plain", plain.come_back, name="plain_return"),
    path("return/plain/add", plain.add, name="plain_add"),
    path("return/plain/confirm", plain.confirm, name="plain_confirm"),
    path("return/plain/correct", plain.correct, name="plain_correct"),
    path("return/plain/act", plain.act, name="plain_act"),
    path("return/plain/along", take_along.take_along, name="plain_along"),
    path("return/plain/<way:procedure>", plain.rise, name="plain_rise"),
    path("return/plain/file", plain.file, name="plain_file"),
    path("recipients", wire.recipients, name="recipients"),
    path("envelope", wire.envelope, name="envelope"),
    path("thread", wire.thread, name="thread"),
    path("reply", wire.reply, name="reply"),
    path("file", wire.file, name="file"),
    path("act", wire.act, name="act"),
]
