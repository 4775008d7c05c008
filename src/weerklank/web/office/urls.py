"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.office import (
    campaigns,
    conduct,
    counsellors,
    disclosures,
    findability,
    pages,
    registers,
    releases,
    retention,
    signals,
)

app_name = "office"
urlpatterns = [
    path("", pages.start, name="start"),
    path("code", conduct.code, name="code"),
    path("campaigns", campaigns.index, name="campaigns"),
    path("register/<slug:procedure>", registers.register, name="register"),
    path("register/<slug:procedure>.csv", registers.as_csv, name="register_csv"),
    path("units", pages.units, name="units"),
    path("grants", pages.grants, name="grants"),
    path("disclosures", disclosures.waiting, name="disclosures"),
    path("disclosures/<number:number>/approve", disclosures.approve, name="disclosure_approve"),
    path("disclosures/<number:number>/refuse", disclosures.refuse, name="disclosure_refuse"),
    path("trail", pages.trail, name="trail"),
    path("releases", releases.releases, name="releases"),
    path("releases/<slug:code>", releases.release, name="release"),
    path("signals", signals.year, name="signals"),
    path("terms", signals.terms, name="terms"),
    path("retention", retention.index, name="retention"),
    path("retention/<number:number>", retention.one, name="destruction_list"),
    path("yearly-reports", releases.yearly_report, name="yearly_report"),
    path("counsellors", counsellors.kept, name="counsellors"),
    path("counsellors/new", counsellors.add, name="counsellor_new"),
    path("counsellors/<number:number>", counsellors.one, name="counsellor"),
    path("counsellors/<number:number>/confirm", counsellors.confirm, name="counsellor_confirm"),
    path("counsellors/<number:number>/end", counsellors.end, name="counsellor_end"),
    path("counsellors/<number:number>/serve", counsellors.serve, name="counsellor_serve"),
    path("counsellors/<number:number>/account", counsellors.link, name="counsellor_account"),
    path("counsellors/<number:number>/absent", counsellors.absent, name="counsellor_absent"),
    path("services/<number:service>/stop", counsellors.stop, name="service_stop"),
    path("pools", counsellors.shared, name="pools"),
    path("pools/<number:pool>/let-in", counsellors.let_in, name="pool_let_in"),
    path("channels", findability.channels, name="channels"),
    path("findability", findability.measures, name="findability"),
    path("barriers", findability.barriers, name="barriers"),
]
