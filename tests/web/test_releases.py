"""What is published, as people and programs find it; what was withdrawn or changed is not shown, and says so."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from tests.documents import figures_text
from tests.making import AT, LONG_AGO, employer, imported, listed, someone
from tests.releasing import figures_at, letter_at, prepared, published_figures, releasers, table_at
from tests.signing import signed_in
from tests.web.test_matrix import visitor
from weerklank.organisation.queries import unit_with_code
from weerklank.people.states import Role
from weerklank.releases.actions import withdraw_release
from weerklank.releases.models import Publication
from weerklank.releases.queries import once_published
from weerklank.releases.release_file import release_from_json
from weerklank.releases.states import ReleaseState

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db

CATALOGUE = "/catalogue.jsonld"
REASON = "The weights were wrong."


def address(name: str, code: str) -> str:
    return reverse(name, kwargs={"code": code})


@pytest.fixture
def unit() -> Unit:
    return employer()


def withdraw(code: str, *, unit: Unit) -> None:
    withdraw_release(code, reason=REASON, by=releasers(unit)[0], on=LONG_AGO, at=AT)


def test_a_page_shows_chart_table_interval_and_base(unit: Unit) -> None:
    figures_at(unit)
    page = Client().get(address("public:release", "figures-2021")).content.decode()
    assert page.count("<svg") == 2
    assert all(told in page for told in ("14%", "12,0 tot 16,0", "alle medewerkers", "800"))
    assert not re.search(r"<style|\sstyle=", page)


def test_one_figure_by_groups_has_a_page_of_its_own(unit: Unit) -> None:
    figures_at(unit)
    named = {"code": "figures-2021", "indicator": "bullying"}
    page = Client().get(reverse("public:release_groups", kwargs=named)).content.decode()
    assert page.count("<svg") == 1
    assert "Ministerie A" in page
    assert re.search("Ministerie B.*niet getoond", page, re.DOTALL)
    assert (
        Client().get(reverse("public:release_groups", kwargs=named | {"indicator": "x"})).status_code == 404
    )
    withdraw("figures-2021", unit=unit)
    assert Client().get(reverse("public:release_groups", kwargs=named)).status_code == 410


def test_a_table_page_shows_what_is_hidden_as_hidden(unit: Unit) -> None:
    table_at(unit)
    page = Client().get(address("public:release", "table-2021")).content.decode()
    assert "niet getoond" in page
    assert ">3<" not in page


def test_files_can_be_read_back(unit: Unit) -> None:
    figures_at(unit)
    rows = list(
        csv.DictReader(Client().get(address("release_csv", "figures-2021")).content.decode().splitlines())
    )
    assert [(row["value"], row["n"], row["state"]) for row in rows] == [
        ("14", "800", "published"),
        ("12", "800", "published"),
    ]
    told = Client().get(address("release_json", "figures-2021")).content.decode()
    assert release_from_json(told, source="x").state is ReleaseState.PUBLISHED


FILES = ("release_csv", "release_json", "public:release", "api:release", "api:figures")


@pytest.mark.parametrize("name", FILES)
def test_whoever_has_it_need_not_fetch_it_again(name: str, unit: Unit) -> None:
    figures_at(unit)
    first = Client().get(address(name, "figures-2021"))
    assert first["Last-Modified"]
    again = Client().get(address(name, "figures-2021"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = Client().get(address(name, "figures-2021"), headers={"Accept-Encoding": "gzip"})
    kept = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert Client().get(address(name, "figures-2021"), headers=kept).status_code == 304
    other = Client().get(address(name, "figures-2021"), headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize("name", [*FILES, "letter_page", "catalogue"])
def test_that_nothing_changed_is_said_with_the_headers_of_what_is_kept(name: str, unit: Unit) -> None:
    """A browser puts the headers of such an answer in place of those that it kept: also those of safety."""
    letter_at(unit)
    code = "letter-2022" if name == "letter_page" else "figures-2021"
    asked = reverse(name) if name == "catalogue" else address(name, code)
    first = Client().get(asked)
    again = Client().get(asked, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    of_safety = (
        "Content-Security-Policy",
        *(head for head in first.headers if head.startswith("Cross-Origin")),
    )
    opening = ("Access-Control-Allow-Origin", "API-Version", "Cache-Control", "ETag")
    assert {head: again.get(head) for head in (*of_safety, *opening)} == {
        head: first.get(head) for head in (*of_safety, *opening)
    }


def test_who_asks_by_day_alone_hears_that_something_was_withdrawn_since(unit: Unit) -> None:
    letter_at(unit)
    table_at(unit)
    since = {"If-Modified-Since": http_date(timezone.now().timestamp())}
    before = {asked: Client().get(asked) for asked in (CATALOGUE, address("public:release", "letter-2022"))}
    assert all(b"figures-2021" in page.content for page in before.values())
    withdraw("figures-2021", unit=unit)
    for asked, page in before.items():
        after = Client().get(asked, headers=since)
        assert after.status_code == 200
        assert after.content != page.content


@pytest.mark.parametrize("name", FILES)
def test_what_was_withdrawn_is_gone_and_says_why(name: str, unit: Unit) -> None:
    figures_at(unit)
    withdraw("figures-2021", unit=unit)
    answer = Client().get(address(name, "figures-2021"))
    assert answer.status_code == 410
    assert REASON in answer.content.decode()
    assert b"14" not in answer.content.replace(b"2014", b"")


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_there_or_not_public_yet_is_not_found(name: str, unit: Unit) -> None:
    prepared(figures_text(), by=releasers(unit)[0])
    assert Client().get(address(name, "nothing")).status_code == 404
    assert Client().get(address(name, "figures-2021")).status_code == 404


@pytest.mark.parametrize(
    "name", ["release_csv", "release_json", "public:release", "api:release", "api:cells"]
)
def test_a_table_edited_in_the_database_is_never_shown(name: str, unit: Unit) -> None:
    table_at(unit)
    assert Client().get(address(name, "table-2021")).status_code == 200
    document = once_published("table-2021").document.replace('"40"', '"41"')
    Publication.objects.filter(code="table-2021").update(document=document)
    answer = Client().get(address(name, "table-2021"))
    assert answer.status_code == 409
    assert "veranderd nadat het was gemaakt" in json.dumps(answer.content.decode())
    assert b"41" not in answer.content.replace(b"--41", b"")


def test_a_letter_is_shown_in_a_sandbox_with_its_own_style(unit: Unit) -> None:
    letter_at(unit)
    answer = Client().get(address("letter_page", "letter-2022"))
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    page = Client().get(address("public:release", "letter-2022")).content.decode()
    assert address("public:release", "figures-2021") in page


def test_a_letter_says_that_what_it_rests_on_was_withdrawn(unit: Unit) -> None:
    letter_at(unit)
    withdraw("figures-2021", unit=unit)
    page = Client().get(address("public:release", "letter-2022"))
    assert page.status_code == 200
    assert "figures-2021 (is ingetrokken)" in page.content.decode()


def test_the_catalogue_lists_what_is_published(unit: Unit) -> None:
    figures_at(unit)
    told = json.loads(Client().get(reverse("catalogue")).content)
    (data_set,) = told["dcat:dataset"]
    assert data_set["dct:identifier"] == "figures-2021"
    for distribution in data_set["dcat:distribution"]:
        path = distribution["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
        assert Client().get(path).status_code == 200


def test_what_is_published_just_after_midnight_is_of_that_day(unit: Unit) -> None:
    figures_at(unit)
    day = date(2026, 7, 2)
    imported(listed("min: ", name_nl="Nieuwe naam"), on=day)
    half_past_midnight = datetime.combine(day, time(0, 30), timezone.get_current_timezone())
    Publication.objects.update(published_at=half_past_midnight.astimezone(UTC))
    page = Client().get(address("public:release", "figures-2021")).content.decode()
    assert "Nieuwe naam" in page
    assert "2026-07-02" in Client().get(reverse("catalogue")).content.decode()


def sent(client: Client, text: str) -> int:
    file = SimpleUploadedFile("release.json", text.encode(), content_type="application/json")
    return client.post(reverse("office:releases"), {"document": file}).status_code


def test_one_hands_in_and_another_decides_on_the_pages(unit: Unit) -> None:
    one, other = visitor(Role.RESEARCHER, unit=unit), visitor(Role.PROGRAMME_MANAGER, unit=unit)
    assert sent(one, figures_text()) == 302
    here = address("office:release", "figures-2021")
    assert b'value="approve"' not in one.get(here).content
    assert one.post(here, {"act": "approve"}).status_code == 409
    assert b'value="approve"' in other.get(here).content
    assert [other.post(here, {"act": act}).status_code for act in ("approve", "publish")] == [302, 302]
    assert Client().get(address("public:release", "figures-2021")).status_code == 200
    assert other.post(here, {"act": "withdraw", "reason": ""}).status_code == 409
    assert other.post(here, {"act": "withdraw", "reason": REASON}).status_code == 302
    assert other.post(here, {"act": "unheard"}).status_code == 404


@pytest.mark.parametrize("text", ["no document", "", figures_text().replace("2021", "2022")])
def test_a_file_that_cannot_be_released_is_refused_and_nothing_is_kept(text: str, unit: Unit) -> None:
    assert sent(visitor(Role.RESEARCHER, unit=unit), text) in {200, 409, 422}
    assert not Publication.objects.exists()


def test_a_file_that_is_no_text_is_refused(unit: Unit) -> None:
    file = SimpleUploadedFile("release.json", b"\xff\xfe\x00", content_type="application/json")
    answer = visitor(Role.RESEARCHER, unit=unit).post(reverse("office:releases"), {"document": file})
    assert (answer.status_code, Publication.objects.count()) == (422, 0)


def test_the_yearly_report_is_put_together_and_signed_off(unit: Unit) -> None:
    published_figures(unit)
    table_at(unit)
    one, other = visitor(Role.RESEARCHER, unit=unit), visitor(Role.SECTOR_OWNER, unit=unit)
    told = {
        "year": 2021,
        "foreword_nl": "Vooraf.",
        "foreword_en": "First.",
        "shown": ["figures-2021", "table-2021"],
    }
    assert one.post(reverse("office:yearly_report"), told).status_code == 302
    here = address("office:release", "yearly-report-2021")
    assert one.post(here, {"act": "approve"}).status_code == 409
    assert [other.post(here, {"act": act}).status_code for act in ("approve", "publish")] == [302, 302]
    page = Client().get(address("public:release", "yearly-report-2021")).content.decode()
    assert "Vooraf." in page
    assert page.count("<svg") == 2
    assert "niet getoond" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_who_releases_at_a_part_of_the_employer_alone_finds_no_such_pages(unit: Unit) -> None:
    figures_at(unit)
    part = unit_with_code("dir", employer=unit.code)
    of_the_whole, of_a_part = (visitor_at(at, unit=unit) for at in (unit, part))
    pages = [reverse(f"office:{name}") for name in ("releases", "yearly_report", "signals")]
    pages.append(address("office:release", "figures-2021"))
    assert [of_the_whole.get(page).status_code for page in pages] == [200] * 4
    assert [of_a_part.get(page).status_code for page in pages] == [404] * 4
    offered = reverse("office:releases").encode()
    assert offered in of_the_whole.get(reverse("office:start")).content
    assert offered not in of_a_part.get(reverse("office:start")).content


def visitor_at(at: Unit, *, unit: Unit) -> Client:
    return signed_in(someone(Role.PROGRAMME_MANAGER, unit=unit, at=at))
