"""What is published as a catalogue of data sets: DCAT-AP-NL 3.0 in JSON-LD. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerklank.fieldwork.form import Words

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EUROPE = "http://publications.europa.eu/resource/authority"
LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
FILES = {"csv": ("CSV", "text/csv"), "json": ("JSON", "application/json")}
ABOUT: Words = {
    "nl": "Cijfers en tabellen over sociale veiligheid in het werk, waaruit niemand te herkennen is.",
    "en": "Figures and tables on social safety at work, from which nobody can be recognised.",
}
TITLE: Words = {"nl": "Cijfers over sociale veiligheid", "en": "Figures on social safety"}


@dataclass(frozen=True)
class Listed:
    """What a catalogue says of one release. `published_on` is a date, year-month-day."""

    code: str
    title: Words
    period: str
    employer: str
    checksum: str
    published_on: str


def catalogue(listed: Iterable[Listed], *, site: str) -> dict[str, object]:
    """Return the catalogue of a site (its address, without a slash at the end)."""
    return {
        "@context": CONTEXT,
        "@id": f"{site}/catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _words(TITLE),
        "dct:description": _words(ABOUT),
        "dct:publisher": _agent("Weerklank"),
        "dct:license": {"@id": LICENCE},
        "dct:language": _languages(),
        "dcat:contactPoint": _contact(site),
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:dataset": [_dataset(one, site) for one in listed],
    }


def _dataset(one: Listed, site: str) -> dict[str, object]:
    page = f"{site}/nl/releases/{one.code}"
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": one.code,
        "dct:title": _words(one.title),
        "dct:description": _words(
            {language: f"{text} ({one.period})" for language, text in one.title.items()}
        ),
        "dct:issued": {"@value": one.published_on, "@type": "xsd:date"},
        "dct:creator": _agent(one.employer),
        "dct:publisher": _agent(one.employer),
        "dct:accessRights": {"@id": f"{EUROPE}/access-right/PUBLIC"},
        "dct:language": _languages(),
        "dcat:theme": {"@id": f"{EUROPE}/data-theme/GOVE"},
        "dcat:contactPoint": _contact(site),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(one, ending, site) for ending in FILES],
    }


def _distribution(one: Listed, ending: str, site: str) -> dict[str, object]:
    kind, media = FILES[ending]
    address = f"{site}/releases/{one.code}.{ending}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _words({language: f"{text} ({kind})" for language, text in one.title.items()}),
        "dct:license": {"@id": LICENCE},
        "dct:format": {"@id": f"{EUROPE}/file-type/{kind}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
    }


def _words(texts: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _languages() -> list[dict[str, str]]:
    return [{"@id": f"{EUROPE}/language/{code}"} for code in ("NLD", "ENG")]


def _agent(name: str) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _contact(site: str) -> dict[str, object]:
    return {
        "@type": "vcard:Kind",
        "vcard:fn": "Weerklank",
        "vcard:hasURL": {"@id": f"{site}/nl/accessibility"},
    }
