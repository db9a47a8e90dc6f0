"""What must hold for the tree as a whole."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from data.model import STANDARD_VEHICLES

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("geo", "data", "routing", "pages")


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if name.endswith(endings) and (ROOT / name).is_file()]


def source_files() -> list[Path]:
    return [p for p in tracked(".py") if p.relative_to(ROOT).parts[0] in LAYERS]


def code_lines(path: Path) -> int:
    """Lines that hold code: no blanks, comments or docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    counted: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            counted.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(counted)


def test_nothing_imports_the_door():
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert "app" not in names, path


def test_nothing_but_the_package_file_lies_directly_in_pages():
    assert [p.name for p in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def page_scripts() -> list[Path]:
    shared = {"look", "map", "state", "parts", "web", "command"}
    return [
        p
        for p in source_files()
        if p.relative_to(ROOT).parts[0] == "pages"
        and len(p.relative_to(ROOT).parts) > 2
        and p.relative_to(ROOT).parts[1] not in shared
        and p.name != "__init__.py"
    ]


@pytest.mark.parametrize("page", page_scripts(), ids=lambda p: p.stem)
def test_a_page_is_thin(page: Path):
    """At most 60 lines of code, no try, no tables."""
    text = page.read_text(encoding="utf-8")
    assert code_lines(page) <= 60
    assert not any(isinstance(node, ast.Try) for node in ast.walk(ast.parse(text)))
    assert "import pandas" not in text


def test_the_door_is_thin():
    assert code_lines(ROOT / "app.py") <= 70


def test_no_source_file_is_longer_than_300_lines():
    assert [p for p in source_files() if code_lines(p) > 300] == []


def test_every_page_is_in_the_readme_or_manual():
    told = "".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    assert [p.stem for p in page_scripts() if f"{p.parent.name}/{p.stem}" not in told] == []


NOT_CODES = {
    "a-2",
    "a-3",
    "all-roads",
    "low-exposure",
    "sector-1-north",
    "self-defence",
    "us-ascii",
    "utf-8",
    "utf-8-sig",
}
NOT_CODES |= set(STANDARD_VEHICLES)


def test_every_finding_code_is_documented():
    """Codes are literal kebab-case texts; what else looks like one is listed in NOT_CODES."""
    found = {
        code
        for path in source_files()
        if path.relative_to(ROOT).parts[0] != "pages"
        for code in re.findall(r"""["']([a-z]+(?:-[a-z0-9]+)+)["']""", path.read_text(encoding="utf-8"))
    }
    told = set(
        re.findall(r"^\| `([a-z0-9-]+)` \|", (ROOT / "docs" / "findings.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert sorted(found - NOT_CODES - told) == []
    assert sorted(told - found) == []


def test_no_machine_path_and_no_index_host_in_the_tree():
    forbidden = re.compile(r"/(?:root|home|tmp)/[a-z]|index[-_]url|find[-_]links")
    here = Path(__file__).name
    for path in tracked(".py", ".toml", ".md", ".json", ".lock", ".txt", ".yml", ".sh", ".npmrc", "Makefile", "run"):
        if path.name == here:
            continue
        hit = forbidden.search(path.read_text(encoding="utf-8"))
        assert hit is None, f"{path.relative_to(ROOT)}: {hit and hit.group()}"


def test_no_page_names_a_foreign_host():
    """Addresses in code are namespaces or licences, never something a page could load."""
    hosts = re.compile(r"cdn\.jsdelivr|unpkg\.com|cdnjs|tile\.openstreetmap|fonts\.g(oogleapis|static)")
    for path in tracked(".py", ".html", ".js", ".css"):
        if path.relative_to(ROOT).parts[0] in {*LAYERS, "app.py"}:
            assert not hosts.search(path.read_text(encoding="utf-8")), path


def test_lock_files_name_no_address():
    for lock in [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]:
        assert "resolved" not in lock.read_text(encoding="utf-8"), lock
        assert not re.search(
            r"https?://(?!opencollective|github|www\.patreon|tidelift)", lock.read_text(encoding="utf-8")
        ), lock


def test_lock_files_pin_every_package_with_hashes():
    for lock in ROOT.glob("requirements*.lock"):
        wanted = re.findall(r"^[A-Za-z0-9_.\-\[\]]+==[^\s]+.*$", lock.read_text(encoding="utf-8"), re.MULTILINE)
        assert wanted
        assert all(line.rstrip().endswith("\\") for line in wanted), lock


def test_no_left_overs():
    for path in source_files():
        assert not re.search(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b", path.read_text(encoding="utf-8")), path
