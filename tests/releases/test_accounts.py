from __future__ import annotations

from pathlib import Path

import pytest

from weerklank.errors import BadInput
from weerklank.releases.importers import read_about

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("example", ["demonstration", "gss2018"])
def test_the_examples_are_read(example: str) -> None:
    about = read_about(EXAMPLES / example / "account.yaml")
    assert about.sentences["title"]["nl"]
    assert about.invented is (example == "demonstration")


def test_groups_have_names_and_fall_back_on_their_code() -> None:
    about = read_about(EXAMPLES / "gss2018" / "account.yaml")
    assert about.title("wrkgovt")["en"] == "Government or private"
    assert about.name("wrkgovt", "1")["en"] == "government"
    assert about.name("wrkgovt", "9")["en"] == "9"
    assert about.title("region")["nl"] == "region"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title:", "titel:"), "there is no such key"),
        (("title:", "titel:"), "column title: has no text in each language"),
        (("employer: {nl:", "employer: {de:"), "column employer: has no text in each language"),
        (("groups:", "themes:"), "column themes: is no list of themes"),
        (("names:", "codes:"), "column groups: does not name groups"),
    ],
)
def test_a_fault_names_its_key(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = (EXAMPLES / "gss2018" / "account.yaml").read_text(encoding="utf-8")
    path = tmp_path / "account.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_about(path)


def test_what_is_no_account_is_refused(tmp_path: Path) -> None:
    for name, text, said in (("list.yaml", "- a", "is no account"), ("odd.yaml", "a: [", "is not YAML")):
        (tmp_path / name).write_text(text)
        with pytest.raises(BadInput, match=said):
            read_about(tmp_path / name)
    with pytest.raises(BadInput, match="no such file"):
        read_about(tmp_path / "none.yaml")
