"""Text of strangers made safe for each place it is shown in: HTML, Markdown, a script."""

import html
import json
import re
from typing import Any

from markupsafe import Markup

_HTML = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;", "{": "&#123;", "}": "&#125;"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^=])")
_MARKDOWN_ENTITIES = str.maketrans({":": "&#58;", "@": "&#64;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "})
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# besides HTML, Jinja and template literals: streamlit-folium rewrites _words in scripts and forgets them in its key
_LOADED = re.compile(r"[{}<>&'`$%#_/]")


def esc(text: object) -> str:
    """The text for HTML that folium also passes through scripts and template literals; None gives nothing."""
    return "" if text is None else html.escape(str(text), quote=True).translate(_HTML)


def md(text: object) -> str:
    """The text as Streamlit's Markdown shows it literally: no links, images, formulas or colours."""
    escaped = str(text).replace("&", "&amp;")
    return _MARKDOWN.sub(r"\\\1", escaped).translate(_MARKDOWN_ENTITIES)


def safe_json(value: Any) -> Markup:
    """A JSON literal for a script; no character inside its strings can mean anything but itself."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Markup(_JSON_STRING.sub(_escaped_string, text))  # noqa: S704 - everything that could be markup is escaped


def _escaped_string(match: re.Match[str]) -> str:
    return _LOADED.sub(lambda char: f"\\u{ord(char[0]):04x}", match[0])
