"""Write the column tables of docs/data.md from the schemas: `python docs/make_data_md.py`."""

from pathlib import Path

from data.model import EDGES, NODES, SEGMENTS, TURN_BANS

MARK = "<!-- columns -->\n"


def main() -> None:
    """Replace everything after the mark with one table per schema."""
    path = Path(__file__).with_name("data.md")
    head = path.read_text(encoding="utf-8").split(MARK)[0]
    tables = []
    for name, schema in (("nodes", NODES), ("segments", SEGMENTS), ("edges", EDGES), ("turn_bans", TURN_BANS)):
        rows = "".join(f"| `{f.name}` | {f.metadata[b'about'].decode()} | {f.type} |\n" for f in schema)
        tables.append(f"\n### `{name}`\n\n| column | what it holds | type |\n|---|---|---|\n{rows}")
    path.write_text(head + MARK + "".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
