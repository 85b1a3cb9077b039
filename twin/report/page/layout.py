"""How a page is laid out: one template for all pages, HTML that needs nothing beside it.

Lives here: the template's filters and its values that all pages share. Not here: sections, which
page has which.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup, escape

from twin.report.words.catalogue import Words

_UNIT = re.compile(r"([(（][^()（）]+[)）])$")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`(.+?)`")


def lay_out_page(words: Words, **parts: Any) -> str:
    """The page of `parts`, the names that the template asks for."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("twin.report.page", "template"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["emphasised"] = emphasised
    environment.filters["breakable"] = breakable
    environment.filters["headed"] = headed
    style = (files(__package__) / "template" / "page.css").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        say=words.say, language=words.language, style=Markup(style), svg=Markup, **parts
    )


def breakable(path: str) -> Markup:
    """A path that may be broken after its dots and underscores."""
    escaped = str(escape(path))
    return Markup(escaped.replace(".", ".<wbr>").replace("_", "_<wbr>"))


def headed(text: str) -> Markup:
    """The head of a column as HTML; a unit in brackets at its end is not torn apart."""
    return Markup(_UNIT.sub(r"<span>\1</span>", str(escape(text))))


def emphasised(text: str) -> Markup:
    """Text with `**…**` and backticks of the catalogue as HTML, everything else escaped."""
    escaped = str(escape(text))
    return Markup(_CODE.sub(r"<code>\1</code>", _STRONG.sub(r"<strong>\1</strong>", escaped)))
