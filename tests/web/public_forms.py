"""Everything that anyone may send: each form of the public and the reporter's doors, as it stands on its page.

Forms are read from the pages, so that a new one is tried without a word here. What is sent is a good form,
changed: fields left out, doubled, renamed or filled with what no person types, files among them, in encodings
that fit or not, cut off or with bytes added. It can be kept as JSON, and sent again in another store.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from benchmarks.fuzz_envelopes import broken
from tests.making import employer
from tests.sealed import desk
from tests.web.test_matrix import OK, ROWS
from weerklank.cases.models import Case
from weerklank.cases.procedures import CONTACT, PROCEDURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http.response import HttpResponseBase

MULTIPART, URLENCODED = "multipart/form-data; boundary=edge", "application/x-www-form-urlencoded"
BYTES = "application/octet-stream"
KINDS = (
    *(MULTIPART, URLENCODED, "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300),
    *(f"{URLENCODED}; charset=utf-16", f"{URLENCODED}; charset=none", "application/json", "", "\xff/\xff"),
)
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE")
LANGUAGES = ("", "en", "nl;q=0.1, *", "x" * 5_000, "\0")
ENCODINGS = ("utf-8", "latin-1", "utf-16", "cp037")
LONG = 70_000
ODD = (
    *("", " ", "\0", "a\0b", "0", "-1", "9" * 400, "1e999", "NaN", "²", "٣", "\ud800", "\uffff", "\u202e"),
    *(
        "é" * 5_000,
        "x" * LONG,
        "../..",
        "%00",
        "%ff",
        "%",
        "{}",
        "{0}",
        "<b>",
        "'",
        '"',
        ";",
        "\r\nX: y",
        "[",
    ),
)
FILE_NAMES = ("", "a.txt", "../../a\0b.pdf", "x" * 400, "\ud800.docx", '"', "a\r\nb", ".", "CON")
FILES = (b"", b"%PDF-1.7\n", b"PK\3\4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0" * LONG, b"plain")
WIRE = ("envelope", "thread", "reply", "file", "act")
"""What the scripts of the reporter's door send: bytes, and no form."""
SIGNING_IN = "account_login"


@dataclass(frozen=True)
class Field:
    """One field of a form; with a name for a file where it is one."""

    name: str
    value: str = ""
    file: str | None = None
    content: bytes = b""


@dataclass(frozen=True)
class Form:
    """A form as its page has it. One without fields is bytes."""

    action: str
    method: str
    kind: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What is sent. `{unit}`, `{words}` and `{file}` in it stand for those of the store."""

    method: str
    path: str
    kind: str
    body: bytes
    language: str = ""

    def kept(self) -> dict[str, str]:
        """As JSON has it."""
        return asdict(self) | {"body": base64.b64encode(self.body).decode()}


def sent_before(kept: Mapping[str, str]) -> Sent:
    return Sent(**{**kept, "body": base64.b64decode(kept["body"])})  # type: ignore[arg-type]  # the body alone is bytes


class Forms(HTMLParser):
    """The forms of a page that a browser sends without a script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Form] = []
        self.fields: list[Field] | None = None
        self.head: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.head, self.fields = told, []
        elif self.fields is not None and "name" in told:
            chosen = "a.txt" if told.get("type") == "file" else None
            self.fields.append(Field(told["name"], told.get("value", "1"), chosen, b"plain"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.fields is not None:
            if "method" in self.head:
                action = urljoin(self.page, self.head.get("action", ""))
                kind = MULTIPART if "multipart" in self.head.get("enctype", "") else URLENCODED
                self.found.append(Form(action, self.head["method"].upper(), kind, tuple(self.fields)))
            self.fields = None


def text_of(page: HttpResponseBase) -> str:
    return b"".join(page).decode("utf-8", "replace")


class Door:
    """A store with everything that anyone may ask for, and every form on its pages."""

    def __init__(self) -> None:
        self.client = Client()
        own = desk(employer("all: ; part: all"))
        self.known = {"unit": str(own.unit.pk), "words": "", "file": ""}
        addresses = [
            reverse(name, kwargs=row.arguments(own.unit)) for name, row in ROWS.items() if row.anyone
        ]
        pages = {path: self.client.get(path) for path in [*addresses, reverse(SIGNING_IN)]}
        forms = [
            form
            for path, page in pages.items()
            if page.status_code == OK and "html" in page.headers.get("Content-Type", "")
            for form in found_on(path, text_of(page))
        ]
        forms += self.with_a_receipt()
        forms += [Form(path, "GET", URLENCODED, (Field("page", "1"), Field("q", "a"))) for path in addresses]
        forms += [Form(reverse(f"reporter:{name}"), "POST", BYTES) for name in WIRE]
        self.forms = [self.anywhere(form) for form in dict.fromkeys(forms)]

    def with_a_receipt(self) -> list[Form]:
        """The forms of the page that shows a case, opened by the server for who has no script."""
        plain = self.plain(CONTACT.id)
        words = self.words_of(self.client.post(plain, {"text": "Verzonnen.", "files": named_file()}))
        back = reverse("reporter:plain_return")
        shown = text_of(self.client.post(back, {"words": words}))
        self.known |= {"words": words, "file": Case.objects.latest("pk").files.get().file}
        first = Form(plain, "POST", MULTIPART, (Field("text", "Verzonnen."),))
        others = [replace(first, action=self.plain(procedure)) for procedure in PROCEDURES]
        return [*found_on(back, shown), *others]

    def plain(self, procedure: str) -> str:
        return reverse("reporter:plain", kwargs={"procedure": procedure, "unit": self.known["unit"]})

    @staticmethod
    def words_of(page: HttpResponseBase) -> str:
        listed = text_of(page).partition('<ol class="words">')[2].partition("</ol>")[0]
        return " ".join(listed.replace("<li>", "").split("</li>")).strip()

    def anywhere(self, form: Form) -> Form:
        """A form without what is of this store alone."""
        fields = [Field(one.name, self.told(one.value), one.file, one.content) for one in form.fields]
        action = form.action.replace(f"/{self.known['unit']}/", "/{unit}/")
        return Form(action, form.method, form.kind, tuple(fields))

    def told(self, value: str) -> str:
        for name in ("words", "file"):
            value = "{" + name + "}" if value == self.known[name] else value
        return value

    def send(self, sent: Sent) -> int:
        """The status of the answer, after which nothing is stored; an error that nobody expected comes out."""
        path, body = sent.path, sent.body
        for name, known in self.known.items():
            path = path.replace("{" + name + "}", quote(known)).replace(quote("{" + name + "}"), quote(known))
            body = body.replace(b"{" + name.encode() + b"}", known.encode())
        headers = {"Accept-Language": sent.language} if sent.language else {}
        with transaction.atomic():
            answer: Any = self.client.generic(
                sent.method, path, body, content_type=sent.kind, headers=headers
            )
            b"".join(answer)
            transaction.set_rollback(True)
        return int(answer.status_code)


def named_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", b"plain")


def found_on(path: str, page: str) -> list[Form]:
    forms = Forms(path)
    forms.feed(page)
    return forms.found


def changes(draw: st.DrawFn, fields: list[Field]) -> list[Field]:
    """One change to the fields of a form."""
    at = draw(st.integers(0, len(fields)))
    name = fields[at].name if at < len(fields) else draw(st.sampled_from(ODD))
    odd = st.sampled_from(ODD) | st.text(max_size=40)
    new = draw(
        st.builds(Field, st.just(name), odd)
        | st.builds(
            Field, st.just(name), odd, st.sampled_from(FILE_NAMES), st.sampled_from(FILES) | st.binary()
        )
        | st.builds(Field, odd, st.just("1"))
    )
    act = draw(st.sampled_from(("left out", "doubled", "instead")))
    if act == "left out":
        return [*fields[:at], *fields[at + 1 :]]
    return [*fields[: at + (act == "doubled")], new, *fields[at + 1 :]]


@st.composite
def sends(draw: st.DrawFn, forms: Sequence[Form]) -> Sent:
    """Something that is sent: a form of these, changed or not."""
    posted = [form for form in forms if form.method == "POST"]
    form = draw(st.sampled_from(posted) | st.sampled_from(list(forms)))
    fields = list(form.fields)
    for _ in range(draw(st.integers(0, 4))):
        fields = changes(draw, fields)
    method = draw(st.just(form.method) | st.sampled_from(METHODS))
    kind = draw(st.just(form.kind) | st.sampled_from(KINDS))
    encoding = draw(st.just("utf-8") | st.sampled_from(ENCODINGS))
    body = draw(bodies()) if form.kind == BYTES else written(fields, kind, encoding)
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(max_size=8)) + draw(st.sampled_from((body[at:], b"")))
    path = draw(paths(form.action))
    if method == "GET":
        path, body = f"{path}?{written(fields, URLENCODED, encoding).decode('ascii')}", b""
    return Sent(method, path, kind, body, draw(st.just("") | st.sampled_from(LANGUAGES)))


def bodies() -> st.SearchStrategy[bytes]:
    return st.integers(0, 10**9).map(broken) | st.binary(max_size=400).map(b"WKL1".__add__)


def paths(path: str) -> st.SearchStrategy[str]:
    """The address of a form, mostly; or with one step of it changed."""
    steps = path.split("/")
    odd = st.sampled_from([quote(encoded(text[:200], "utf-8")) for text in ODD])
    changed = st.tuples(st.integers(1, len(steps) - 1), odd).map(
        lambda one: "/".join([*steps[: one[0]], one[1], *steps[one[0] + 1 :]])
    )
    return st.one_of(st.just(path), st.just(path), st.just(path), changed)


def written(fields: Iterable[Field], kind: str, encoding: str) -> bytes:
    """The body of a form."""
    if not kind.startswith("multipart"):
        pairs = ((encoded(one.name, encoding), encoded(one.value, encoding)) for one in fields)
        return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
    return b"".join(part(one, encoding) for one in fields) + b"--edge--\r\n"


def part(field: Field, encoding: str) -> bytes:
    """One field as multipart has it."""
    named = encoded(field.name, encoding)
    head = b'--edge\r\nContent-Disposition: form-data; name="' + named + b'"'
    if field.file is None:
        return head + b"\r\n\r\n" + encoded(field.value, encoding) + b"\r\n"
    told = b'; filename="' + encoded(field.file, encoding) + b'"\r\nContent-Type: '
    told += field.value[:40].encode("ascii", "replace")
    return head + told + b"\r\n\r\n" + field.content + b"\r\n"


def encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
