"""Write the column tables of docs/data.md from the schemas; with --check only say whether they are true."""

import sys
from pathlib import Path

import pyarrow as pa

from data.model import EDGES, NODES, SEGMENTS, TURNS

PAGE = Path(__file__).with_name("data.md")
MARK = "<!-- columns -->\n"
SCHEMAS = {"nodes": NODES, "segments": SEGMENTS, "edges": EDGES, "turns": TURNS}


def with_columns(page: str) -> str:
    """The page with one table for each schema after the mark."""
    return page.split(MARK, maxsplit=1)[0] + MARK + "".join(_table(name, schema) for name, schema in SCHEMAS.items())


def _table(name: str, schema: pa.Schema) -> str:
    rows = "".join(f"| `{f.name}` | {f.metadata[b'about'].decode()} | {_type(f.type)} |\n" for f in schema)
    return f"\n### `{name}`\n\n| column | what it holds | type |\n|---|---|---|\n{rows}"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return "text"
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    return "pair of double" if pa.types.is_fixed_size_list(kind) else str(kind)


def main(arguments: list[str]) -> None:
    """Write the page, or fail when it is not what would be written."""
    page = PAGE.read_text(encoding="utf-8")
    if arguments != ["--check"]:
        PAGE.write_text(with_columns(page), encoding="utf-8")
    elif page != with_columns(page):
        sys.exit("docs/data.md does not tell the columns as they are; run python docs/make_data_md.py.")


if __name__ == "__main__":
    main(sys.argv[1:])
