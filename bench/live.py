"""From a save to its being seen: two browsers on one app, saves by a program of its own.

Run `python -m bench.live` (needs chromium); prints p50 and p95 in seconds for a page to look at and one to draw on.
"""

import re
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import entering
from tests.browser.conftest import FLAGS, PROJECT, Started
from tests.shelves import shelf_in

SECTOR = "sector-north"
SAVES, MOST_S = 12, 30


def main() -> None:
    """Measure and print."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else SAVES
    home = Path(tempfile.mkdtemp(prefix="passage-live-"))
    app = Started(PROJECT / "app.py", home, home / "app.log")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
            pages = {path or "overview": _opened(browser, app.url, path) for path in ("", "sectors")}
            _measure(shelf_in(home).open("demo"), pages, saves)
            browser.close()
    finally:
        app.stop()


def _opened(browser, url, path):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    entering.let_in(page.context, url)
    page.set_default_timeout(60_000)
    page.goto(f"{url}/{path}?chosen={SECTOR}")
    _shown(page, "North").wait_for()
    page.wait_for_timeout(3000)
    return page


def _shown(page, name):
    return page.get_by_role("heading", name=re.compile(rf"^{name}\b"))


def _measure(store, pages, saves):
    """Save again and again; *told* is the notice of the save, *shown* what it changed, in its place."""
    taken = {(name, what): [] for name in pages for what in ("told", "shown")}
    for number in range(saves):
        kept = store.read()
        changed = replace(kept.plan.get(SECTOR), name=f"Told{number}")
        seq = store.commit(kept.plan.with_record(changed), base=kept.seq, reason="measured", actor="bench").seq
        saved, left = time.monotonic(), set(taken)
        while left and time.monotonic() - saved < MOST_S:
            for name, what in tuple(left):
                page = pages[name]
                sought = page.get_by_text(f"revision {seq}") if what == "told" else _shown(page, f"Told{number}")
                if sought.count():
                    taken[name, what].append(time.monotonic() - saved)
                    left.discard((name, what))
            time.sleep(0.02)
        pages["overview"].wait_for_timeout(2500 + 137 * (number % 7))
    for (name, what), figures in taken.items():
        figures.sort()
        p50, p95 = figures[len(figures) // 2], figures[min(len(figures) - 1, int(len(figures) * 0.95))]
        print(f"{name}, {what}: {len(figures)} of {saves}, p50 {p50:.2f} s, p95 {p95:.2f} s")


if __name__ == "__main__":
    main()
