"""Load time and peak memory of road networks: ours beside osmnx on the same roads, and a network of a million edges.

    python bench/load.py                    every extract in $PASSAGE_DATA/osm
    python bench/load.py monaco andorra     these only
    python bench/load.py --million          a made-up network of 1,000,000 segments, fresh and from the cache

Each load runs in a process of its own. osmnx reads XML only: it gets the drivable ways of the same
extract as .osm, and the time for converting is not counted.
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import osmium

from data.sources.roads.load import load_roads
from data.sources.roads.speeds import CLASS_KMH

SIDE = 708  # 2 * 708 * 707 segments are just over a million
BENDS = 2
WAY_BLOCKS = 4
STEP_DEG = 0.002


def load_ours(path: Path, cache_dir: Path | None) -> dict[str, float]:
    loaded = load_roads([path], cache_dir=cache_dir)
    return {"edges": loaded.network.edge_count, "segments": loaded.network.segment_count}


def load_osmnx(path: Path, _cache_dir: Path | None) -> dict[str, float]:
    import osmnx

    graph = osmnx.graph_from_xml(path, simplify=True, retain_all=True)
    return {"edges": graph.number_of_edges()}


LOADERS = {"ours": load_ours, "osmnx": load_osmnx}


def peak_mb() -> float:
    """Peak memory of this process; what a parent used before does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure_here(loader: str, path: str, cache_dir: str) -> None:
    """One load in this process, told as JSON; imports are not counted."""
    if loader == "osmnx":
        __import__("osmnx")
    started = time.perf_counter()
    counts = LOADERS[loader](Path(path), Path(cache_dir) if cache_dir else None)
    seconds = time.perf_counter() - started
    print(json.dumps({**counts, "s": seconds, "mb": peak_mb()}))


def measure(loader: str, path: Path, cache_dir: Path | None = None) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", loader, str(path), str(cache_dir or "")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, check=False, text=True, env=environment)
    if done.returncode:
        print(f"{loader} fails on {path.name}: {done.stderr.splitlines()[-1]}")
        return {"edges": 0, "s": math.nan, "mb": math.nan}
    return json.loads(done.stdout.splitlines()[-1])


def roads_as_xml(path: Path, folder: Path) -> Path:
    """The drivable ways of an extract and their nodes as .osm."""
    target = folder / f"{path.name.split('.')[0]}.osm"
    with osmium.BackReferenceWriter(str(target), ref_src=str(path), overwrite=True) as writer:
        for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway")):
            if way.tags["highway"] in CLASS_KMH:
                writer.add(way)
    return target


def compare(paths: list[Path]) -> None:
    heads = ("extract", "edges", "ours s", "MB", "cached s", "osmnx s", "MB", "time x", "memory x")
    print("".join(f"{head:>14}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            fresh = measure("ours", path)
            kept = Path(folder) / "cache"
            measure("ours", path, kept)
            cached = measure("ours", path, kept)
            theirs = measure("osmnx", roads_as_xml(path, Path(folder)))
            name, times, memory = path.name.split(".")[0], theirs["s"] / fresh["s"], theirs["mb"] / fresh["mb"]
            ours = f"{name:>14}{fresh['edges']:14,}{fresh['s']:14.2f}{fresh['mb']:14.0f}{cached['s']:14.3f}"
            print(f"{ours}{theirs['s']:14.2f}{theirs['mb']:14.0f}{times:14.1f}{memory:14.1f}", flush=True)


def write_million(path: Path) -> None:
    """A made-up town: a square grid of streets with bends, of all classes, some one-way, some named."""
    chance = random.Random(7)
    classes = sorted(CLASS_KMH)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        junctions = SIDE * SIDE
        for row in range(SIDE):
            for column in range(SIDE):
                place = (column * STEP_DEG, row * STEP_DEG)
                writer.add_node(osmium.osm.mutable.Node(id=row * SIDE + column + 1, location=place))
        blocks = [(a, a + 1, (STEP_DEG, 0.0)) for a in range(junctions) if (a + 1) % SIDE]
        blocks += [(a, a + SIDE, (0.0, STEP_DEG)) for a in range(junctions - SIDE)]
        for number, (a, _, (east, north)) in enumerate(blocks):
            for bend in range(BENDS):
                share = (bend + 1) / (BENDS + 1)
                lon = a % SIDE * STEP_DEG + east * share + chance.random() * 1e-4
                lat = a // SIDE * STEP_DEG + north * share + chance.random() * 1e-4
                key = junctions + number * BENDS + bend + 1
                writer.add_node(osmium.osm.mutable.Node(id=key, location=(lon, lat)))
        for number, nodes in enumerate(_ways(blocks, junctions)):
            tags = {"highway": chance.choice(classes), "surface": chance.choice(["asphalt", "gravel", "sand"])}
            tags |= {"name": f"Street {chance.randrange(40_000)}"} if chance.random() < 0.6 else {}
            tags |= {"oneway": "yes"} if chance.random() < 0.1 else {}
            tags |= {"maxspeed": str(chance.choice([30, 50, 80]))} if chance.random() < 0.3 else {}
            writer.add_way(osmium.osm.mutable.Way(id=number + 1, nodes=nodes, tags=tags))


def _ways(blocks: list[tuple[int, int, tuple[float, float]]], junctions: int) -> list[list[int]]:
    """Up to four blocks in a row make one way."""
    ways: list[list[int]] = []
    for number, (a, b, _) in enumerate(blocks):
        first = junctions + number * BENDS + 1
        step = [*range(first, first + BENDS), b + 1]
        if ways and ways[-1][-1] == a + 1 and len(ways[-1]) < WAY_BLOCKS * (BENDS + 1):
            ways[-1] += step
        else:
            ways.append([a + 1, *step])
    return ways


def million() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.osm.pbf"
        write_million(path)
        print(f"file {path.stat().st_size / 1e6:.0f} MB")
        for name in ("fresh", "second", "third"):
            told = measure("ours", path, Path(folder) / "cache")
            size = f"{told['segments']:12,} segments{told['edges']:12,} edges"
            print(f"{name:8}{size}{told['s']:8.2f} s{told['mb']:8.0f} MB")
        size = sum(file.stat().st_size for file in (Path(folder) / "cache").rglob("*") if file.is_file())
        print(f"cache {size / 1e6:.0f} MB")


def main(arguments: list[str]) -> None:
    match arguments:
        case ["--one", loader, path, cache_dir]:
            measure_here(loader, path, cache_dir)
        case ["--million"]:
            million()
        case names:
            folder = Path(os.environ["PASSAGE_DATA"]) / "osm"
            paths = [folder / f"{name}.osm.pbf" for name in names] or sorted(folder.glob("*.osm.pbf"))
            compare(paths)


if __name__ == "__main__":
    main(sys.argv[1:])
