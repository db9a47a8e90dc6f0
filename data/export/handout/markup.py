"""XML as files: elements with their texts cleaned of what XML cannot hold, written the same each time."""

import re
from xml.etree import ElementTree as ET

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element at the end of another."""
    made = ET.SubElement(parent, name, attributes)
    if text is not None:
        made.text = clean(text)
    return made


def clean(text: str) -> str:
    """A text without signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def written(root: ET.Element) -> bytes:
    """A document as UTF-8."""
    ET.indent(root, space=" ")
    told: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return told + b"\n"
