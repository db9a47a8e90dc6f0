"""Keeps branca from running place names as programs.

branca wraps text it has already rendered in `Element(text)`, whose constructor compiles that text as a
Jinja template once more: a name such as `{{ cycler... }}` in any imported file would run Python on
this machine, and a harmless `Bridge {% closed %}` would break the page. Rendered text is final, so it
is kept as it is.
"""

from functools import wraps
from typing import Any

from branca import element

_ORIGINAL = element.Element.__init__


class Verbatim:
    """Text that renders to itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, **_: Any) -> str:
        """The text, untouched."""
        return self.text


@wraps(_ORIGINAL)
def _element_with_final_text(self: Any, template: str | None = None, template_name: str | None = None) -> None:
    if template is None or type(self) is not element.Element:
        _ORIGINAL(self, template, template_name)
        return
    _ORIGINAL(self)
    self._template_str = template
    final: Any = Verbatim(template)
    self._template = final


def install() -> None:
    """Make rendered text final for every map of this process; harmless when repeated."""
    element.Element.__init__ = _element_with_final_text  # type: ignore[method-assign]  # the patch itself
