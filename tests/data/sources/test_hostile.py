"""Every hostile file ends in a result that accounts for each feature, or in one sentence."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

FOLDER = Path(os.environ.get("PASSAGE_DATA", "/nowhere")) / "hostile"
PARTS = {".dbf", ".shx", ".prj", ".cpg", ".md"}
FILES = sorted(p for p in FOLDER.rglob("*") if p.is_file() and p.suffix not in PARTS)
MOST_SECONDS = 10
MOST_BYTES = 2**30

READ_ALL = """
import socket, sys, time, traceback
from pathlib import Path

asked = []
def refuse(*what):
    asked.append(what)
    raise OSError("no network in this test")
socket.socket.connect = refuse
socket.getaddrinfo = refuse

from data.errors import SourceError
from data.sources.areas import read_sectors, read_zones
from data.sources.door import reader
from data.sources.places import read_sites
from data.sources.vector import read_features, read_table

def account(file):
    # each feature of the file is kept, or left out with a finding that names it
    kept = [int(n) for n in file.number]
    left = [out.number for out in file.left_out]
    told = {finding.subject for finding in file.findings}
    assert sorted(kept + left) == list(range(1, len(kept + left) + 1)), (kept, left)
    assert {f"feature {n}" for n in left} <= told, (left, told)
    assert kept or any(finding.code == "file-empty" for finding in file.findings)

def ending(read, path):
    try:
        result = read(path)
        if read is read_table:
            account(result)
        return "read"
    except SourceError as fault:
        return "refused" if path.name in str(fault) and fault.faults and fault.remedy else "no sentence"
    except BaseException:
        return "crashed " + traceback.format_exc().replace(chr(10), " | ")

# one confined process for each file of the other formats is enough: all loaders share what it answers
answered, confined = {}, reader.run_worker
def run_once(request, folder, answer):
    asked = name, request.format, *request.layers
    if asked not in answered:
        complaint = confined(request, folder, answer)
        answered[asked] = complaint, answer.read_bytes()
    complaint, content = answered[asked]
    answer.write_bytes(content)
    return complaint
reader.run_worker = run_once

for name in sys.argv[1:]:
    every = (read_table, read_features, read_zones, read_sectors, read_sites)
    for read in every if name.endswith("json") else (read_table, read_zones):
        start = time.perf_counter()
        end = ending(read, Path(name))
        print(f"{name}:{read.__name__}\\t{time.perf_counter() - start:.3f}\\t{end}", flush=True)
print(f"network\\t0\\t{asked}")
"""


@pytest.fixture(scope="module", autouse=True)
def _folder():
    if not FILES:
        pytest.skip("PASSAGE_DATA is not set or has no folder hostile")


def _tree_bytes(pid):
    """Resident memory of a process and all below it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_tree_bytes(child) for child in children)


@pytest.fixture(scope="module")
def run(_folder):
    """One process reads all files with the loaders; its lines, and the most memory its tree held."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", READ_ALL, *map(str, FILES)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = [0]

    def watch():
        while process.poll() is None:
            peak[0] = max(peak[0], _tree_bytes(process.pid))
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = process.communicate(timeout=280)
    watcher.join()
    lines = {name: (float(seconds), end) for name, seconds, end in (line.split("\t") for line in out.splitlines())}
    return lines, peak[0], err


def test_every_file_is_read_with_all_features_accounted_for_or_refused_in_words(run):
    lines, _, _ = run
    assert {name.rpartition(":")[0] for name in lines} == {str(path) for path in FILES} | {""}
    ends = {name: end for name, (_, end) in lines.items() if name != "network"}
    assert {name: end for name, end in ends.items() if end not in {"read", "refused"}} == {}


def test_every_file_ends_in_time(run):
    lines, _, _ = run
    assert {name: seconds for name, (seconds, _) in lines.items() if seconds > MOST_SECONDS} == {}


def test_the_whole_process_tree_stays_within_its_memory(run):
    _, peak, _ = run
    assert 0 < peak <= MOST_BYTES


def test_nothing_asks_the_network(run):
    lines, _, err = run
    assert lines["network"][1] == "[]"
    assert "Traceback" not in err
