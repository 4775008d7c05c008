"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.handler import exchange, pages, steps

app_name = "handler"
urlpatterns = [
    path("", pages.inbox, name="inbox"),
    path("keys", pages.keys, name="keys"),
    path("key", exchange.key, name="key"),
    path("key/locks", exchange.locks, name="locks"),
    path("<str:case>", pages.case, name="case"),
    path("<str:case>/thread", exchange.thread, name="thread"),
    path("<str:case>/colleagues", exchange.colleagues, name="colleagues"),
    path("<str:case>/files/<str:file>", exchange.file, name="file"),
    path("<str:case>/notes", exchange.notes, name="notes"),
    path("<str:case>/notes/<int:position>", exchange.add_note, name="add_note"),
    path("<str:case>/messages", exchange.add_message, name="messages"),
    path("<str:case>/grants", exchange.add_grant, name="grants"),
    path("<str:case>/epochs", exchange.add_epoch, name="epochs"),
    path("<str:case>/move", steps.move, name="move"),
    path("<str:case>/close", steps.close, name="close"),
    path("<str:case>/ratings", steps.ratings, name="ratings"),
]
