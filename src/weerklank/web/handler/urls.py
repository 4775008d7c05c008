"""The addresses of this door."""

from __future__ import annotations

from django.urls import path, register_converter

from weerklank.web.handler import exchange, keeping, pages, steps, terms


class Identifier:
    """Sixteen bytes in hexadecimal: how a case and a file are called. Nothing else is an address here."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(Identifier, "identifier")
app_name = "handler"
urlpatterns = [
    path("", pages.inbox, name="inbox"),
    path("keys", pages.keys, name="keys"),
    path("year", pages.year, name="year"),
    path("spoken", pages.spoken, name="spoken"),
    path("spoken/new", exchange.record_spoken, name="record_spoken"),
    path("recipients", exchange.recipients, name="recipients"),
    path("key", exchange.key, name="key"),
    path("key/locks", exchange.locks, name="locks"),
    path("<identifier:case>", pages.case, name="case"),
    path("<identifier:case>/thread", exchange.thread, name="thread"),
    path("<identifier:case>/colleagues", exchange.colleagues, name="colleagues"),
    path("<identifier:case>/files/<identifier:file>", exchange.file, name="file"),
    path("<identifier:case>/identity", exchange.identity, name="identity"),
    path("<identifier:case>/announcements", exchange.announce_disclosure, name="announcements"),
    path("<identifier:case>/disclosures", exchange.pass_identity_on, name="disclosures"),
    path("<identifier:case>/notes", exchange.notes, name="notes"),
    path("<identifier:case>/notes/<number:position>", exchange.add_note, name="add_note"),
    path("<identifier:case>/messages", exchange.add_message, name="messages"),
    path("<identifier:case>/grants", exchange.add_grant, name="grants"),
    path("<identifier:case>/epochs", exchange.add_epoch, name="epochs"),
    path("<identifier:case>/move", steps.move, name="move"),
    path("<identifier:case>/close", steps.close, name="close"),
    path("<identifier:case>/deed", steps.deed, name="deed"),
    path("<identifier:case>/terms", terms.terms, name="terms"),
    path("<identifier:case>/terms/adjourn", terms.adjourn, name="adjourn"),
    path("<identifier:case>/terms/suspend", terms.suspend, name="suspend"),
    path("<identifier:case>/terms/resume", terms.resume, name="resume"),
    path("<identifier:case>/terms/propose", terms.propose, name="propose"),
    path("<identifier:case>/hold", keeping.hold, name="hold"),
    path("<identifier:case>/archived", keeping.archived, name="archived"),
    path("<identifier:case>/ratings", steps.ratings, name="ratings"),
]
