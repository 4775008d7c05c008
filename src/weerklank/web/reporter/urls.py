"""The addresses of this door. No address holds a word of a receipt."""

from __future__ import annotations

from django.urls import path

from weerklank.web.reporter import pages, plain, wire

app_name = "reporter"
urlpatterns = [
    path("", pages.front, name="front"),
    path("who", pages.who, name="who"),
    path("units", pages.units, name="units"),
    path("<int:unit>/write", pages.write, name="write"),
    path("<int:unit>/plain", plain.write, name="plain"),
    path("return", pages.come_back, name="return"),
    path("return/plain", plain.come_back, name="plain_return"),
    path("return/plain/add", plain.add, name="plain_add"),
    path("return/plain/act", plain.act, name="plain_act"),
    path("return/plain/file", plain.file, name="plain_file"),
    path("recipients", wire.recipients, name="recipients"),
    path("envelope", wire.envelope, name="envelope"),
    path("thread", wire.thread, name="thread"),
    path("reply", wire.reply, name="reply"),
    path("file", wire.file, name="file"),
    path("act", wire.act, name="act"),
]
