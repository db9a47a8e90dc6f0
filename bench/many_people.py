"""Many people at once: each with a screen of their own, one act every ten seconds.

    python -m bench.many_people [PEOPLE [MINUTES [SECONDS]]]

Every person opens a page, then acts about every `SECONDS`: another page, another phase, a question for a way,
or the same page again. Told are the times from an act to the last of what the page shows, how much of them was
more than a second, errors, and what the server took of memory and processor.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from data.sources.demo import demo_plan
from tests import entering
from tests.browser.conftest import PROJECT, Started
from tests.screens import Screen

PAGES = ("", "routes", "sectors", "status", "timeline", "convoy", "cover", "board")
SLOW_S = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")


def acts(seed):
    """What one person does, without end: page and question."""
    chance, plan = random.Random(seed), demo_plan()
    phases, page = [phase.id for phase in plan.phases], ""
    while True:
        kind = chance.random()
        if kind < 0.3:
            page = chance.choice(PAGES)
        phase = chance.choice(phases) if kind < 0.7 else phases[0]
        yield page, f"phase={phase}"


async def person(number, url, seconds, ends, told):
    """One person until the end; what each act took is told, by page."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, seconds))
    async with Screen(url, entering.HELD.get(url)) as screen:
        for page, query in acts(number):
            if time.monotonic() > ends:
                return
            try:
                run = await screen.ask(page, query)
            except TimeoutError:
                told.append((page, float("inf"), 0, ["no answer"]))
                return
            told.append((page, run.took_s, run.received, run.errors))
            await asyncio.sleep(max(0.0, chance.uniform(0.5, 1.5) * seconds - run.took_s))


def memory_mb(process):
    """Memory a process holds now, and held at most."""
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return tuple(int(rows[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM"))


def processor_s(process):
    """Seconds of processor a process has had."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICKS


async def crowd(url, people, minutes, seconds):
    """All acts of all people."""
    told = []
    ends = time.monotonic() + minutes * 60
    await asyncio.gather(*(person(number, url, seconds, ends, told) for number in range(people)))
    return told


async def opened_once(url):
    """Every page shown once, so that kernels and answers of the first time do not count."""
    async with Screen(url, entering.HELD.get(url)) as screen:
        for page in PAGES:
            for phase in demo_plan().phases:
                await screen.ask(page, f"phase={phase.id}")


def report(told, minutes):
    """Lines of what was measured."""
    times = sorted(took for _, took, _, _ in told)
    wrong = [error for *_, errors in told for error in errors]
    cuts = statistics.quantiles(times, n=100)
    yield f"{len(times)} acts in {minutes:g} min, {len(wrong)} errors"
    yield f"p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"
    yield f"more than {SLOW_S:g} s: {sum(took > SLOW_S for took in times)}"
    for page in PAGES:
        own = [row for row in told if row[0] == page]
        if own:
            size_kb = statistics.median(row[2] for row in own) / 1000
            took_ms = statistics.median(row[1] for row in own) * 1000
            yield f"  {page or 'overview':10} {len(own):5} acts, p50 {took_ms:5.0f} ms, {size_kb:6.0f} kB"
    yield from sorted({f"  {error[:110]}" for error in wrong})


def main(people=50, minutes=10.0, seconds=10.0):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        app = Started(PROJECT / "app.py", home, home / "app.log")
        process = app._process.pid  # noqa: SLF001 - a bench looks inside
        try:
            asyncio.run(opened_once(app.url))
            before, work = memory_mb(process)[0], processor_s(process)
            told = asyncio.run(crowd(app.url, people, minutes, seconds))
            now, most = memory_mb(process)
            print(f"{people} people, one act in {seconds:g} s")
            print("\n".join(report(told, minutes)))
            print(f"memory {before:.0f} MB before, {now:.0f} MB after, {most:.0f} MB at most")
            print(f"processor {(processor_s(process) - work) / len(told) * 1000:.0f} ms an act")
        finally:
            app.stop()


if __name__ == "__main__":
    main(*(kind(text) for kind, text in zip((int, float, float), sys.argv[1:], strict=False)))
