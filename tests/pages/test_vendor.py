import hashlib

import pytest

from pages.web import vendor
from tests.browser.conftest import PROJECT


@pytest.fixture
def modules(tmp_path):
    for source in vendor.FILES.values():
        path = tmp_path / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith("images"):
            path.mkdir()
            (path / "layers.png").write_bytes(b"png")
        else:
            path.write_text(f"content of {source}")
    return tmp_path / "node_modules"


def test_every_file_is_copied_and_listed_with_its_checksum(modules, tmp_path):
    target = tmp_path / "build" / "vendor"
    vendor.copy(modules, target)
    listed = dict(reversed(line.split("  ")) for line in (target / vendor.SUMS).read_text().splitlines())
    assert vendor.missing(target) == ()
    assert "leaflet/images/layers.png" in listed
    for name, digest in listed.items():
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == digest


def test_every_library_comes_with_its_licence():
    folders = {name.split("/")[0] for name in vendor.FILES if not name.startswith("fonts/")}
    assert all(f"{folder}/LICENSE" in vendor.FILES for folder in folders)
    assert {"fonts/noto-sans.LICENSE", "fonts/noto-sans-arabic.LICENSE"} <= set(vendor.FILES)


@pytest.mark.parametrize(
    "rule",
    [
        "a{background:url(https://cdn.example/x.png)}",
        'a{background:url("//cdn.example/x.woff")}',
        "@import '//cdn.example/x.css';",
        "@font-face{src:URL( 'HTTP://cdn.example/f' )}",
    ],
)
def test_a_style_sheet_that_calls_another_host_stops_the_build_and_keeps_the_old_copy(modules, tmp_path, rule):
    target = tmp_path / "vendor"
    vendor.copy(modules, target)
    (modules / vendor.FILES["leaflet/leaflet.css"]).write_text(rule)
    with pytest.raises(SystemExit, match=r"leaflet\.css"):
        vendor.copy(modules, target)
    assert (target / "leaflet/leaflet.css").read_text().startswith("content of")


def test_local_addresses_in_style_sheets_are_fine(tmp_path):
    (tmp_path / "own.css").write_text("a{background:url(images/x.png)} b{background:url(data:image/png;base64,//8=)}")
    assert list(vendor.remote_addresses(tmp_path)) == []


def test_a_missing_library_is_named_with_the_remedy(modules, tmp_path):
    (modules / vendor.FILES["leaflet/leaflet.js"]).unlink()
    with pytest.raises(SystemExit, match=r"leaflet\.js is missing; run"):
        vendor.copy(modules, tmp_path / "vendor")


def test_the_lock_of_browser_libraries_names_no_host_and_pins_everything():
    text = (PROJECT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')


def test_the_lock_for_machines_without_npm_names_no_host():
    text = (PROJECT / "requirements-node.lock").read_text()
    assert "://" not in text
    assert "--hash=sha256:" in text


def test_our_own_browser_code_calls_no_other_host():
    for path in (PROJECT / "pages" / "web" / "browser").glob("*.[cj]*s"):
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "//" not in text.replace("https://", "//") or "http" not in text, path
        assert "innerHTML" not in text
        assert "eval(" not in text
