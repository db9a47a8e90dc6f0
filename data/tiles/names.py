"""Names on the map: one in Latin letters, one in Arabic, each as plain text of bounded length."""

import re
from collections.abc import Mapping

MOST_CHARACTERS = 80
# letters only: numbers and signs do not make a name Arabic
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc]")
# line breaks, and signs that turn the direction of what follows them
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def name_facts(names: Mapping[str, str | None]) -> dict[str, str]:
    """Texts `name` and `ar` of a feature with a local, English and Arabic name; `ref` as it is.

    A local name counts as Arabic when it has an Arabic letter. Without a Latin name the local one is
    shown, whatever its letters.

    >>> name_facts({"name": "شارع الرشيد", "name_en": "Al-Rashid Street"})
    {'name': 'Al-Rashid Street', 'ar': 'شارع الرشيد'}
    >>> name_facts({"name": "Rue du Port", "ref": "N 6"})
    {'name': 'Rue du Port', 'ref': 'N 6'}
    """
    local, english, arabic, ref = (_plain(names.get(key)) for key in ("name", "name_en", "name_ar", "ref"))
    is_arabic = bool(_ARABIC.search(local))
    texts = {"name": english or ("" if is_arabic else local), "ar": arabic or (local if is_arabic else ""), "ref": ref}
    return {key: text for key, text in texts.items() if text}


def _plain(text: str | None) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:MOST_CHARACTERS] if text else ""
