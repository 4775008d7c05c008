"""From the front page to a counsellor in two choices, and nothing kept of who took them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.making import AT, counsellor_at, employer, imported, listed, someone
from weerklank.guidance.actions import add_absence
from weerklank.guidance.models import BarrierCount, SignpostCount
from weerklank.organisation.queries import unit_with_code
from weerklank.people.states import Role
from weerklank.trail.queries import latest

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

STEPS = ("affected", "sexual", "manager", "week")
OURS = {"Sec-Fetch-Site": "same-origin"}


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert not answer.cookies
    return answer.content.decode()


def links(page: str) -> list[str]:
    return re.findall(r'<a[^>]* href="([^"]+)"', page)


def test_the_front_page_leads_with_both_ways_to_help(client: Client) -> None:
    page = shown(client, "/nl/")
    assert page.index("Waar kan ik terecht?") < page.index("Vind een vertrouwenspersoon")
    assert reverse("public:signpost") in links(page)
    assert 'action="/nl/counsellors"' in page
    assert "tel:112" in page


def test_from_the_front_page_to_a_counsellor_in_two_choices(client: Client) -> None:
    employer()
    counsellor_at(unit_with_code("dir", employer="min"))
    found = shown(client, "/nl/counsellors?q=onderdeel")
    unit = next(link for link in links(found) if "/at/" in link and "dir" in found.split(link)[1][:40])
    assert "Noor Luisterrijk" in shown(client, unit)


@pytest.mark.parametrize("typed", ["Luisterijk", "nor luisterrik", "Noor+Luisterrykk"])
def test_a_name_that_is_nearly_right_leads_to_who_was_meant(typed: str, client: Client) -> None:
    employer()
    counsellor_at(unit_with_code("dir", employer="min"))
    found = shown(client, f"/nl/counsellors?q={typed}")
    assert "Noor Luisterrijk" not in found
    meant = next(link for link in links(found) if link.startswith("/nl/counsellors?q="))
    assert "luisterrijk" in meant
    if typed == "Luisterijk":
        assert "Noor Luisterrijk" in shown(client, meant.replace("&amp;", "&"))


def test_a_name_that_is_like_none_leads_nowhere_else(client: Client) -> None:
    employer()
    counsellor_at(unit_with_code("dir", employer="min"))
    assert '"/nl/counsellors?q=' not in shown(client, "/nl/counsellors?q=zzzzzz+qqqq")


def test_a_name_is_found_as_a_list_has_it(client: Client) -> None:
    employer()
    counsellor_at(unit_with_code("dir", employer="min"))
    assert "Noor Luisterrijk" in shown(client, "/nl/counsellors?q=Luisterrijk, Noor")


def test_a_search_that_fits_one_unit_goes_there_at_once(client: Client) -> None:
    employer()
    answer = client.get("/nl/counsellors?q=ONDERDÉEL+dir")
    assert answer.status_code == 302
    assert "/at/" in answer["Location"]


def test_every_question_is_answered_by_a_link_until_there_are_people(client: Client) -> None:
    path = "/nl/where"
    for step in STEPS:
        page = shown(client, path)
        assert "tel:112" in page
        path = next(link for link in links(page) if link.endswith(f"/{step}"))
    page = shown(client, path)
    assert page.index("Binnen uw organisatie") < page.index("Buiten uw organisatie")
    assert page.index("Vertrouwenspersoon") < page.index("Klachtencommissie")
    assert "tel:0800-0188" in page


def test_the_warning_stands_before_the_details_of_a_step_that_cannot_be_taken_back(client: Client) -> None:
    page = shown(client, "/en/where/bystander/integrity/unclear/longer")
    desk = page[page.index('id="integrity_desk"') :]
    assert desk.index("cannot be taken back") < desk.index("<details>")


def test_danger_shows_112_before_all_else(client: Client) -> None:
    page = shown(client, "/nl/where/affected/violence/outsider/danger")
    assert page[page.index("<main") :].index("tel:112") < page[page.index("<main") :].index("<h2>")


def test_where_someone_works_is_carried_along(client: Client) -> None:
    unit = employer()
    page = shown(client, f"/nl/where?at={unit.pk}")
    assert all(link.endswith(f"?at={unit.pk}") for link in links(page) if "/where/" in link)
    assert "U werkt bij: Onderdeel min" in shown(client, f"/nl/where/{'/'.join(STEPS)}?at={unit.pk}")


@pytest.mark.parametrize("unit", ["x", "-1", "9" * 30, "0", "²"])
def test_a_unit_that_is_none_is_left_out(unit: str, client: Client) -> None:
    assert "U werkt bij" not in shown(client, f"/nl/where/{'/'.join(STEPS)}?at={unit}")


@pytest.mark.parametrize(
    "path", ["where/nobody", "where/affected/x", "counsellors/at/99999", "counsellors/99999"]
)
def test_what_is_not_there_is_not_found(path: str, client: Client) -> None:
    assert client.get(f"/nl/{path}").status_code == 404


def test_a_start_and_an_end_are_counted_by_month_and_nothing_else(client: Client) -> None:
    for path in ("where", "where/affected", "where/affected/sexual", f"where/{'/'.join(STEPS)}"):
        shown(client, f"/nl/{path}")
    counts = [(count.step, count.times, count.month.day) for count in SignpostCount.objects.order_by("step")]
    assert counts == [("ended", 1, 1), ("started", 1, 1)]
    assert set(SignpostCount.objects.values()[0]) == {"id", "month", "step", "times"}
    assert not latest().exists()


def test_what_a_browser_fetches_unasked_counts_for_nothing(client: Client) -> None:
    client.get("/nl/where/affected", headers={"Sec-Purpose": "prefetch;prerender"})
    client.head("/nl/where/affected")
    assert not SignpostCount.objects.exists()


def test_barriers_are_counted_apart_without_a_cookie_or_a_row_of_anyone(client: Client) -> None:
    form = {"barrier": ["shame", "career", "nonsense"]}
    for _ in range(2):
        answer = client.post("/nl/what-kept-me", form, headers=OURS)
        assert answer.status_code == 302
        assert not answer.cookies
    counts = list(BarrierCount.objects.order_by("barrier").values_list("barrier", "times"))
    assert counts == [("career", 2), ("shame", 2)]
    assert set(BarrierCount.objects.values()[0]) == {"id", "month", "barrier", "times"}
    assert not latest().exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {},
    ],
)
def test_a_form_from_elsewhere_counts_for_nothing(headers: dict[str, str], client: Client) -> None:
    assert client.post("/nl/what-kept-me", {"barrier": "shame"}, headers=headers).status_code == 404
    assert not BarrierCount.objects.exists()


def test_an_older_browser_says_where_a_form_comes_from_in_another_way(client: Client) -> None:
    form = {"barrier": "shame"}
    assert client.post("/nl/what-kept-me", form, headers={"Origin": "http://testserver"}).status_code == 302


def test_who_is_away_is_shown_so_and_comes_to_no_harm(client: Client) -> None:
    unit = employer()
    number, keeper = counsellor_at(unit), someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    today = timezone.localdate()
    add_absence(number, first=today, last=today + timedelta(days=3), by=keeper, on=today, at=AT)
    assert "Afwezig tot en met" in shown(client, f"/nl/counsellors/{number}")


def test_a_profile_that_nobody_confirmed_for_long_says_so(client: Client) -> None:
    number = counsellor_at(employer())
    assert "het laatst bevestigd" in shown(client, f"/nl/counsellors/{number}")


def test_topics_and_languages_narrow_a_search(client: Client) -> None:
    unit = employer()
    counsellor_at(unit, name="Ada Arabisch", languages=("ar",), topics=("sexual",), place="Zwolle")
    counsellor_at(unit, name="Bob Nederlands", languages=("nl",), topics=("integrity",))
    for query in ("q=zwolle", "language=ar", "topic=sexual", "q=arabic", "q=seksuele"):
        page = shown(client, f"/nl/counsellors?{query}")
        assert "Ada Arabisch" in page, query
        assert "Bob Nederlands" not in page, query
    assert "We vonden niets" in shown(client, "/nl/counsellors?q=nowhere%25_")


def test_a_card_for_a_telephone_holds_nothing_but_the_contact(client: Client) -> None:
    number = counsellor_at(employer(), name="Eva; Test, Ée", place="Den Haag")
    answer = client.get(f"/nl/counsellors/{number}/card")
    assert answer["Content-Type"].startswith("text/vcard")
    assert "counsellor" not in answer["Content-Disposition"]
    text = answer.content.decode()
    assert text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert "FN:Eva\\; Test\\, Ée\r\n" in text
    assert "TEL;TYPE=WORK,VOICE:000 00 01" in text


def test_nothing_in_a_name_ends_a_line_of_a_card_or_steers_a_telephone(client: Client) -> None:
    number = counsellor_at(employer(), name="Eva\x07 \x0bTest\nEND:VCARD\x1b")
    text = client.get(f"/nl/counsellors/{number}/card").content.decode()
    assert "FN:Eva Test END:VCARD\r\n" in text
    assert text.count("\r\nEND:VCARD\r\n") == 1
    assert not {letter for letter in text if letter < " "} - {"\r", "\n"}


def test_a_poster_has_a_code_and_everyone_on_it(client: Client) -> None:
    unit = employer()
    counsellor_at(unit)
    page = shown(client, f"/nl/counsellors/at/{unit.pk}/poster")
    assert "<svg" in page
    assert "style=" not in page
    assert f"http://localhost:8000/nl/counsellors/at/{unit.pk}" in page
    assert "Noor Luisterrijk" in page


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/nl/counsellors?q=unit", 3), ("/nl/counsellors?q=noor", 4), ("/nl/counsellors", 1)],
)
def test_a_search_asks_as_much_whatever_it_finds(
    path: str, queries: int, rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = employer("min: ; unit0: min; unit1: min")
    if rows > 1:
        imported(listed("min: ; " + "; ".join(f"unit{number}: min" for number in range(30))))
    keeper = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    for number in range(rows):
        counsellor_at(unit, by=keeper, name=f"Noor {number}")
    with django_assert_num_queries(queries):
        shown(client, path)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_unit_asks_as_much_whoever_serves_it(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = employer()
    keeper = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    for number in range(rows):
        counsellor_at(unit, by=keeper, name=f"Noor {number}")
    with django_assert_num_queries(8):
        assert shown(client, f"/nl/counsellors/at/{unit.pk}").count("<h3>") == rows
