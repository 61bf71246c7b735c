"""The report opens from disk: one file, no network, no script, headings in order, a table for every chart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from syncengine.front.display.scan_page import draw
from syncengine.scan.findings import Bar, Chart
from tests.cli.house import run_here
from tests.scan.conftest import Scanned

_ADDRESSES = ("src", "href", "action", "srcset", "data", "poster", "xlink:href", "formaction")


class Page(HTMLParser):
    """What matters of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ends: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.ends.append(tag)

    def count(self, tag: str) -> int:
        return sum(each == tag for each, _ in self.tags)


@pytest.fixture(scope="module")
def text(scanned: Scanned) -> str:
    return scanned.report.read_text(encoding="utf-8")


def test_nothing_is_fetched_and_nothing_runs(text: str) -> None:
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "img", "object", "embed", "base", "form"}
    assert [attrs for _, attrs in page.tags if any(name in attrs for name in _ADDRESSES)] == []
    assert [name for _, attrs in page.tags for name in attrs if name.startswith("on")] == []
    assert re.findall(r"url\(|@import|https?:|//", text) == []
    assert "default-src 'none'" in text


def test_it_can_be_read_aloud_and_printed(text: str) -> None:
    page = Page(text)
    assert page.tags[0] == ("html", {"lang": "en"})
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]
    ids = {attrs.get("id") for _, attrs in page.tags}
    assert len(charts) == page.count("figure") == page.count("desc") > 4
    assert all(attrs["role"] == "img" and {*str(attrs["aria-labelledby"]).split()} <= ids for attrs in charts)
    assert page.count("table") >= len(charts)
    assert page.count("table") == page.count("caption")
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_every_tag_is_closed(text: str) -> None:
    page = Page(text)
    for tag in ("div", "table", "tr", "td", "th", "svg", "text", "figure", "details", "ul", "li", "p", "main", "body"):
        assert page.count(tag) == page.ends.count(tag), tag


def test_nobody_is_named_unless_it_is_wanted(scanned: Scanned, text: str) -> None:
    ada = next(each.ats[0] for each in scanned.town.personas if each.id in scanned.town.truth.found["hired-nurtured"])
    assert ada.key in text
    shown = text.partition("</style>")[2]
    assert [each for each in (ada.last_name, *ada.emails, ada.phone, ada.linkedin) if str(each) in shown] == []
    mailboxes = {email for each in scanned.town.personas for profile in each.profiles for email in profile.emails}
    assert [email for email in mailboxes if email in shown] == []
    output = scanned.report.with_name("named.html")
    ran = run_here("scan", str(scanned.town.ats), str(scanned.town.crm), "--out", str(output), "--names")
    assert ran.code == 0
    assert f"{ada.first_name} {ada.last_name}" in output.read_text(encoding="utf-8")
    assert ada.last_name not in ran.out


def test_what_people_typed_is_text() -> None:
    drawing = draw(Chart("x", "x", "", "people", (Bar("<script>" * 20, 3), Bar("b", 0))))
    assert [round(bar.width) for bar in drawing.bars] == [300, 0]
    assert len(drawing.bars[0].label) == 46
