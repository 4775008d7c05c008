"""The interface for programs: every path of its document answers, and every answer is as the document says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.making import employer
from tests.releasing import figures_at, table_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.django_db

CODES = {"/releases/{releaseId}/cells": "table-2021"}
"""The release that answers a path; the figures for all others."""
KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def document() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Client().get("/api/v1/openapi.json").content)
    return told


def resolved(part: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in part:
        found: Any = whole
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], *, at: str = "") -> Iterator[str]:
    """Where a value is not as a schema says: what our own document uses of JSON Schema."""
    schema = resolved(schema, whole)
    allowed = schema.get("type", [])
    kinds = [allowed] if isinstance(allowed, str) else allowed
    if kinds and not any(isinstance(value, KINDS[kind]) and not isinstance(value, bool) for kind in kinds):
        yield f"{at} is no {kinds}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of {schema['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at} does not fit {schema['pattern']}"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        yield f"{at} lies outside"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), whole, at=f"{at}/{number}")
    if isinstance(value, dict):
        yield from faults_of_members(value, schema, whole, at=at)


def faults_of_members(
    value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], *, at: str
) -> Iterator[str]:
    members, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (f"{at}/{name} is missing" for name in set(schema.get("required", ())) - set(value))
    for name, member in value.items():
        if name not in members and others is False:
            yield f"{at}/{name} is not described"
        described = members.get(name, others if isinstance(others, dict) else {})
        yield from faults(member, described, whole, at=f"{at}/{name}")


def answered(response: TestResponse, operation: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """What of an answer is not as its operation says."""
    told = resolved(operation["responses"][str(response.status_code)], whole)
    (kind, content), *_ = told["content"].items()
    if response["Content-Type"] != kind:
        return [f"{response['Content-Type']} is not {kind}"]
    lacking = [name for name, head in told["headers"].items() if resolved(head, whole).get("required")]
    missing = [f"no header {name}" for name in lacking if name not in response.headers]
    return [*missing, *faults(json.loads(response.content), content["schema"], whole)]


@pytest.fixture
def whole() -> dict[str, Any]:
    unit = employer()
    figures_at(unit)
    table_at(unit)
    return document()


def asked(path: str, code: str = "") -> TestResponse:
    code = code or CODES.get(path, "figures-2021")
    return Client().get("/api/v1" + path.replace("{releaseId}", code))


def test_every_path_answers_as_it_is_described(whole: dict[str, Any]) -> None:
    found = {path: asked(path) for path in whole["paths"]}
    assert {answer.status_code for answer in found.values()} == {200}
    wrong = {path: answered(answer, whole["paths"][path]["get"], whole) for path, answer in found.items()}
    assert {path: told for path, told in wrong.items() if told} == {}


def test_every_path_answers_a_problem_where_there_is_nothing(whole: dict[str, Any]) -> None:
    for path in (path for path in whole["paths"] if "{" in path):
        answer = asked(path, "nothing-here")
        assert answer.status_code == 404
        assert answered(answer, whole["paths"][path]["get"], whole) == []


@pytest.mark.usefixtures("whole")
def test_a_release_of_another_kind_has_no_such_address() -> None:
    assert asked("/releases/{releaseId}/cells", "figures-2021").status_code == 404
    assert asked("/releases/{releaseId}/figures", "table-2021").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "1e3", "²", ""])
def test_a_page_that_cannot_be_is_a_problem(page: str, whole: dict[str, Any]) -> None:
    answer = asked(f"/releases?page={page}")
    assert answer.status_code == 400
    assert answered(answer, whole["paths"]["/releases"]["get"], whole) == []


@pytest.mark.parametrize("path", ["/", "/releases/", "/nothing", "/releases/figures-2021/", "/releases/A_b"])
def test_what_is_no_address_is_a_problem_and_no_page(path: str) -> None:
    answer = Client().get(f"/api/v1{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["API-Version"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/releases")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_the_document_keeps_the_dutch_design_rules(whole: dict[str, Any]) -> None:
    info, paths = whole["info"], whole["paths"]
    assert whole["openapi"].startswith("3.1")
    assert {"name", "url"} <= set(info["contact"])
    assert whole["servers"][0]["url"].endswith("/api/v1")
    assert info["version"] == Client().get("/api/v1/releases")["API-Version"]
    assert not [path for path in paths if path.endswith("/")]
    assert not [path for path in paths if re.search(r"[A-Z_]", re.sub(r"\{\w+\}", "", path))]
    assert {method for path in paths.values() for method in path} <= {"get", "parameters"}
    names = [operation["get"]["operationId"] for operation in paths.values()]
    assert len(names) == len(set(names))
    collections = {
        part for path in paths for part in path.split("/") if part and "{" not in part and "." not in part
    }
    assert all(name.endswith("s") for name in collections)


def test_a_wrong_answer_would_be_found(whole: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Cell"}
    assert list(faults({"group": {}, "status": "hidden", "count": None}, schema, whole)) == []
    told: list[dict[str, Any]] = [
        {"group": {}, "status": "hidden"},
        {"group": {"unit": 1}, "status": "hidden", "count": None},
        {"group": {}, "status": "shown", "count": None},
        {"group": {}, "status": "hidden", "count": -1},
        {"group": {}, "status": "hidden", "count": None, "name": "x"},
    ]
    assert all(list(faults(wrong, schema, whole)) for wrong in told)


def test_another_site_may_read_it_and_nothing_about_the_reader_is_kept(whole: dict[str, Any]) -> None:
    answer = asked("/releases")
    assert whole
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/api/v1/releases", "/api/v1/openapi.json", "/api/v1/nowhere"])
def test_who_wants_to_change_something_is_told_in_the_same_form(address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, {"a": "b"})
    assert answer.status_code == (404 if address.endswith("nowhere") else 405)
    assert answer["Content-Type"] == "application/problem+json"
