"""The accessible PDF (PDF/UA-1) of a page, made by WeasyPrint where that is installed."""

from __future__ import annotations

import hashlib
from typing import NoReturn

from weerklank.errors import Refused

MEND = (
    "The PDF needs WeasyPrint and its libraries. Type: pip install 'weerklank[pdf]' and, on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
)


def pdf(html: str) -> bytes:
    """Return a page as a tagged PDF with its language, title and bookmarks, and with its fonts inside.

    Nothing is fetched: a page that refers to anything outside itself is a bug. The same page and the same
    versions give the same identifier. Raises `Refused("pdf_unavailable")` with the line to type where
    WeasyPrint, or a library it needs, is missing.
    """
    try:
        import weasyprint  # noqa: PLC0415 - an optional extra: its absence is told only to who asks for a PDF
    except (ImportError, OSError) as missing:
        raise Refused("pdf_unavailable", MEND) from missing
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    page = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made


def _fetch_nothing(_url: str) -> NoReturn:
    raise ValueError("a page for paper holds everything it shows")
