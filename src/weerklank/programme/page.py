"""A letter as a page and as Markdown. PURE: the style sheet is package data.

Neither adds a number of its own: what is shown is what `trace` lists.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from weerklank.programme.structure import Bullets, Letter, Marker, Paragraph, Table, Words
from weerklank.releases.markup import Markup, joined, tag

if TYPE_CHECKING:
    from weerklank.programme.structure import Block, Note, Reference, Run, Runs, Section

DEMONSTRATION = (
    "Demonstratie. De cijfers zijn verzonnen en de naam onder de brief ook. "
    "Dit is geen brief van een minister."
)
NOTES = "Noten: herkomst van de cijfers en de stukken"
OPENING = "Inleiding"
MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})


def html(letter: Letter) -> str:
    """Return the letter as one self-contained page in Dutch: no script, nothing from elsewhere, fit for A4."""
    style = files("weerklank.programme").joinpath("letter.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", letter.title),
        tag("style", Markup(style)),
    )
    body = tag("body", *_banner(letter), tag("main", _header(letter), *_body(letter), _notes(letter)))
    return f"<!doctype html>\n{tag('html', head, body, lang='nl')}\n"


def _banner(letter: Letter) -> tuple[Markup, ...]:
    return (tag("p", DEMONSTRATION, class_="demonstration", role="note"),) if letter.demonstration else ()


def _header(letter: Letter) -> Markup:
    dossier = tuple(tag("p", *_markup(runs)) for runs in letter.head)
    address = tuple(tag("p", *_markup(runs)) for runs in letter.address)
    return tag(
        "header",
        tag("div", *dossier, class_="dossier"),
        tag("h1", letter.title),
        tag("div", *address, class_="address"),
    )


def _body(letter: Letter) -> tuple[Markup, ...]:
    signature = tag("div", *(tag("p", *_markup(runs)) for runs in letter.signature), class_="signature")
    return (*(_section(section) for section in letter.sections), signature)


def _section(section: Section) -> Markup:
    name = f"h{section.level}"
    heading = tag(name, section.heading) if section.heading else tag(name, OPENING, class_="unseen")
    return tag("section", heading, *(_block(block) for block in section.blocks))


def _block(block: Block) -> Markup:
    if isinstance(block, Paragraph):
        return tag("p", *_markup(block.runs))
    if isinstance(block, Bullets):
        return tag("ul", *(tag("li", *_markup(item)) for item in block.items))
    return _table(block)


def _table(table: Table) -> Markup:
    header = tag("tr", *(tag("th", *_markup(cell), scope="col") for cell in table.header))
    rows = tuple(
        tag(
            "tr",
            tag("th", *_markup(row[0]), scope="row"),
            *(tag("td", *_markup(cell)) for cell in row[1:]),
        )
        for row in table.rows
    )
    content = (tag("caption", table.caption), tag("thead", header), tag("tbody", *rows))
    return tag(
        "div", tag("table", *content), class_="wide", role="region", aria_label=table.caption, tabindex=0
    )


def _notes(letter: Letter) -> Markup:
    return tag(
        "section", tag("h2", NOTES), *(_note(note) for note in letter.notes), class_="notes", id="noten"
    )


def _note(note: Note) -> Markup:
    number = str(note.marker.number)
    return tag("p", tag("span", number, class_="number"), " ", *_markup(note.runs), id=f"noot-{number}")


def _markup(runs: Runs) -> tuple[Markup, ...]:
    return tuple(_run(run) for run in runs)


def _run(run: Run) -> Markup:
    if not isinstance(run, Marker):
        return joined(_shown(run))
    number = str(run.number)
    link = tag("a", number, href=f"#noot-{number}", aria_label=f"Noot {number}")
    return tag("sup", link)


def markdown(letter: Letter) -> str:
    """Return the letter as Markdown with footnotes and pipe tables."""
    banner = (f"> **{DEMONSTRATION}**",) if letter.demonstration else ()
    head = tuple(_line(runs) for runs in (*letter.head, *letter.address))
    sections = tuple(part for section in letter.sections for part in _markdown_section(section))
    signature = tuple(_line(runs) for runs in letter.signature)
    notes = tuple(f"[^{note.marker.number}]: {_line(note.runs)}" for note in letter.notes)
    parts = (*banner, f"# {_escaped(letter.title)}", *head, *sections, *signature, f"## {NOTES}", *notes)
    return "\n\n".join(parts) + "\n"


def _markdown_section(section: Section) -> tuple[str, ...]:
    heading = (f"{'#' * section.level} {_escaped(section.heading)}",) if section.heading else ()
    return (*heading, *(_markdown_block(block) for block in section.blocks))


def _markdown_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _line(block.runs)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item)}" for item in block.items)
    lines = (_cells(block.header), "|" + " --- |" * len(block.header), *(_cells(row) for row in block.rows))
    return "\n".join((f"**{_escaped(block.caption)}**\n", *lines))


def _cells(row: tuple[Runs, ...]) -> str:
    return "| " + " | ".join(_line(cell) for cell in row) + " |"


def _line(runs: Runs) -> str:
    return "".join(_markdown_run(run) for run in runs)


def _markdown_run(run: Run) -> str:
    if isinstance(run, Marker):
        return f"[^{run.number}]"
    return _escaped(_shown(run))


def _shown(run: Words | Reference) -> str:
    return run.text if isinstance(run, Words) else run.shown


def _escaped(text: str) -> str:
    return text.translate(MARKDOWN_SIGNS)
