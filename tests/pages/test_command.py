"""Every command on small hand-made files: answers, exit codes, one JSON document, hostile input."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.model import RoutePolicy
from pages.command import frame, main
from pages.command.parser import parsed
from routing.question import UnknownPolicy

ROOT = Path(__file__).resolve().parents[2]


def feature(geometry, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}


def write(path, *features):
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return str(path)


def box(west, south, east, north, **properties):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return feature("Polygon", [ring], **properties)


@pytest.fixture
def roads(tmp_path):
    """Main street west to east, and a way round to the north."""
    return write(
        tmp_path / "roads.geojson",
        feature("LineString", [[34.40, 31.50], [34.41, 31.50]], name="Main Street", highway="primary"),
        feature("LineString", [[34.41, 31.50], [34.43, 31.50]], name="Main Street", highway="primary"),
        feature("LineString", [[34.43, 31.50], [34.44, 31.50]], name="شارع البحر", highway="primary"),
        feature("LineString", [[34.41, 31.50], [34.41, 31.51]], name="North Road", highway="primary"),
        feature("LineString", [[34.41, 31.51], [34.43, 31.51]], name="North Road", highway="primary"),
        feature("LineString", [[34.43, 31.51], [34.43, 31.50]], name="North Road", highway="primary"),
    )


@pytest.fixture
def closed(tmp_path):
    area = box(34.418, 31.498, 34.422, 31.502, id="rubble", name="Rubble", kind="damage", barrier="closed")
    return write(tmp_path / "closed.geojson", area)


@pytest.fixture
def sectors(tmp_path):
    return write(
        tmp_path / "sectors.geojson",
        box(34.39, 31.49, 34.42, 31.52, id="west", name="West", owner="A", phases=["One", "Two"]),
        box(34.42, 31.49, 34.45, 31.52, id="east", name="East", owner="B", phases=["Two"]),
    )


ENDS = ("--from", "34.401,31.5", "--to", "34.439,31.5")
AT = ("--at", "2026-06-01T12:00Z")


@pytest.fixture
def ask(capsys):
    """Run a command and return its exit code, its document and what it said on standard error."""

    def run(*arguments):
        code = main([*arguments, "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return run


def test_the_choices_are_those_of_the_question():
    route = ["route", "--roads", "r", "--from", "1,2", "--to", "3,4"]
    for policy in RoutePolicy:
        assert parsed([*route, "--policy", policy.value]).policy == policy
    for policy in UnknownPolicy:
        assert parsed([*route, "--unknown", policy.value]).unknown == policy


def test_load_reports_what_was_read(ask, roads):
    code, told, _ = ask("load", roads)
    assert code == 0
    assert (told["node_count"], told["segment_count"], told["edge_count"]) == (6, 6, 12)
    assert told["files"][0]["file_name"] == "roads.geojson"
    assert told["length_m"] == pytest.approx(7_917, abs=2)
    assert dict(told["unknown_share"])["lanes"] == 1.0


def test_a_second_load_comes_from_the_cache(ask, roads, tmp_path):
    cache = ("--cache", str(tmp_path / "cache"))
    first, second = ask("load", roads, *cache)[1], ask("load", roads, *cache)[1]
    assert (first["from_cache"], second["from_cache"]) == (False, True)
    assert first["fingerprint"] == second["fingerprint"]


def test_a_route_is_told_with_distance_streets_and_geometry(ask, roads):
    code, told, _ = ask("route", "--roads", roads, *ENDS, *AT)
    route = told
    assert code == 0
    assert route["distance_m"] == pytest.approx(3610, abs=1)
    assert [s["name"] for s in route["streets"]] == ["Main Street", "شارع البحر"]
    assert route["geometry"]["coordinates"][0] == pytest.approx([34.401, 31.5])
    assert route["unreported_m"] == pytest.approx(route["distance_m"])
    assert route["oldest_report"] is None
    assert route["at"] == "2026-06-01T12:00:00+00:00"


def test_a_closed_zone_sends_the_route_round(ask, roads, closed):
    direct = ask("route", "--roads", roads, *ENDS)[1]
    code, told, _ = ask("route", "--roads", roads, "--zones", closed, *ENDS)
    assert code == 0
    assert told["distance_m"] > direct["distance_m"] + 2_000
    assert "North Road" in [s["name"] for s in told["streets"]]


def test_no_way_through_is_a_no_that_names_what_is_in_the_way(ask, roads, tmp_path):
    wall = write(tmp_path / "wall.geojson", box(34.418, 31.4, 34.422, 31.6, id="wall", name="Wall", barrier="closed"))
    code, told, said = ask("route", "--roads", roads, "--zones", wall, *ENDS)
    assert code == 1
    assert told["answer"] == "no route"
    assert told["reason"] == "closed"
    assert [o["id"] for o in told["obstacles"]] == ["wall"]
    assert said == ""


def test_a_start_inside_a_closed_zone_is_a_no_and_never_moved(ask, roads, closed):
    code, told, _ = ask("route", "--roads", roads, "--zones", closed, "--from", "34.42,31.5", "--to", "34.44,31.5")
    assert (code, told["reason"]) == (1, "origin_inside_closed_area")


def test_a_zone_outside_its_time_does_nothing(ask, roads, tmp_path):
    area = box(34.418, 31.498, 34.422, 31.502, barrier="closed", valid_to="2026-01-01T00:00Z")
    past = write(tmp_path / "past.geojson", area)
    told = ask("route", "--roads", roads, "--zones", past, *ENDS, "--at", "2026-02-01T00:00+02:00")[1]
    assert told["distance_m"] == pytest.approx(3610, abs=1)
    assert ask("route", "--roads", roads, "--zones", past, *ENDS, "--at", "2025-12-01T00:00Z")[1]["distance_m"] > 5_000


def test_low_exposure_goes_round_what_fastest_goes_through(ask, roads, tmp_path):
    danger = box(34.418, 31.498, 34.422, 31.502, id="d", name="Danger", kind="mines", exposure=1)
    zones = write(tmp_path / "danger.geojson", danger)
    fast = ask("route", "--roads", roads, "--zones", zones, *ENDS)[1]
    low = ("--policy", "low-exposure", "--exposure-weight", "100")
    calm = ask("route", "--roads", roads, "--zones", zones, *ENDS, *low)[1]
    assert [(e["id"], e["kind"]) for e in fast["exposure"]] == [("d", "mines")]
    assert fast["exposure"][0]["distance_m"] == pytest.approx(380, abs=2)
    assert calm["exposure"] == []
    assert calm["distance_m"] > fast["distance_m"]


def test_via_points_are_passed_in_their_order(ask, roads):
    for via in (["--via", "34.42,31.51"], ["--via", "34.415,31.51", "34.425,31.51"]):
        route = ask("route", "--roads", roads, *ENDS, *via)[1]
        assert len(route["snaps"]["via"]) == len(via) - 1
        assert route["distance_m"] > 5_000
    twice = ask("route", "--roads", roads, *ENDS, "--via", "34.415,31.51", "--via", "34.425,31.51")[1]
    assert twice["distance_m"] == route["distance_m"]


@pytest.mark.parametrize("split", [True, False])
def test_places_west_of_greenwich_are_no_options(ask, tmp_path, split):
    roads = write(tmp_path / "r.geojson", feature("LineString", [[-4.20, 14.50], [-4.18, 14.50]], highway="primary"))
    ends = {"--from": "-4.199,14.5", "--to": "-4.181,14.5", "--via": "-4.19,14.5"}
    asked = [part for name, at in ends.items() for part in ((name, at) if split else (f"{name}={at}",))]
    code, told, _ = ask("route", "--roads", roads, *asked)
    assert code == 0
    assert told["snaps"]["origin"]["wanted"] == [-4.199, 14.5]


def test_ids_used_in_two_files_are_kept_apart_and_told(ask, roads, tmp_path):
    one = write(
        tmp_path / "one.geojson", box(34.402, 31.49, 34.404, 31.52, id="z", name="One", barrier="added", value=60)
    )
    two = write(
        tmp_path / "two.geojson", box(34.434, 31.49, 34.436, 31.52, id="z", name="Two", barrier="added", value=60)
    )
    code, told, _ = ask("route", "--roads", roads, "--zones", one, two, *ENDS)
    assert code == 0
    assert [(e["id"], e["name"]) for e in told["exposure"]] == [("z", "One"), ("two-z", "Two")]
    assert "id-renamed" in [f["code"] for f in told["findings"]]


def test_coverage_is_told_phase_by_phase_with_gaps(ask, roads, sectors):
    code, told, _ = ask("coverage", "--roads", roads, "--sectors", sectors)
    assert code == 0
    one, two = told["phases"]
    assert (one["phase"]["name"], two["phase"]["name"]) == ("One", "Two")
    assert one["share"] == pytest.approx(0.5, abs=0.01)
    assert two["share"] == 1.0
    assert [s["name"] for s in one["by_sector"]] == ["West"]
    assert one["gaps"][0]["sectors"] == [{"id": "east", "state": "not_established"}]
    assert two["gaps"] == []
    assert one["corridor"] is None


def test_coverage_of_a_corridor_says_where_it_is_not_covered(ask, roads, sectors, tmp_path):
    line = feature("LineString", [[34.40, 31.50], [34.44, 31.50]], id="main", name="Main")
    corridor = write(tmp_path / "corridor.geojson", line)
    one = ask("coverage", "--roads", roads, "--sectors", sectors, "--corridor", corridor)[1]["phases"][0]
    assert one["corridor"] == {"id": "main", "name": "Main"}
    (gap,) = one["gaps"]
    assert gap["start_m"] == pytest.approx(one["total_m"] / 2, abs=1)
    assert gap["distance_m"] == pytest.approx(one["total_m"] - one["covered_m"])
    assert gap["geometry"]["type"] == "LineString"


def test_without_phases_every_sector_counts_in_the_one_phase_all(ask, roads, tmp_path):
    sectors = write(tmp_path / "s.geojson", box(34.39, 31.49, 34.42, 31.52, id="west"))
    (only,) = ask("coverage", "--roads", roads, "--sectors", sectors)[1]["phases"]
    assert only["phase"]["name"] == "all"
    assert only["share"] == pytest.approx(0.5, abs=0.01)


def test_a_sector_that_is_not_valid_then_secures_nothing(ask, roads, tmp_path):
    area = box(34.39, 31.49, 34.45, 31.52, id="west", valid_to="2026-01-01T00:00Z")
    sectors = write(tmp_path / "s.geojson", area)
    for at, share in (("2025-12-31T23:59:59Z", 1.0), ("2026-01-01T00:00Z", 0.0)):
        (only,) = ask("coverage", "--roads", roads, "--sectors", sectors, "--at", at)[1]["phases"]
        assert only["share"] == share


def test_phases_keep_the_order_of_the_file(ask, roads, tmp_path):
    names = ["Zulu", "Alpha", *(f"P{n}" for n in range(11))]
    sectors = write(tmp_path / "s.geojson", box(34.39, 31.49, 34.42, 31.52, id="west", phases=names))
    told = ask("coverage", "--roads", roads, "--sectors", sectors)[1]
    assert [p["phase"]["name"] for p in told["phases"]] == names


@pytest.mark.parametrize(
    ("kind", "made", "counts"),
    [
        ("roads", "roads", {"junctions": 6, "road_pieces": 6, "edges": 12, "dropped": 0}),
        ("zones", "closed", {"zones": 1, "barriers": 1}),
        ("sectors", "sectors", {"sectors": 2, "contributors": 2}),
    ],
)
def test_a_sound_file_is_a_yes(ask, request, kind, made, counts):
    code, told, _ = ask("check", request.getfixturevalue(made), "--as", kind)
    assert (code, told["sound"], told["counts"]) == (0, True, counts)


def test_sites_and_crossings_are_counted_apart(ask, tmp_path):
    hospital = feature("Point", [34.4, 31.5], id="h", name="Hospital", kind="hospital")
    gate = feature("Point", [34.3, 31.3], id="g", name="Gate", kind="border_crossing")
    told = ask("check", write(tmp_path / "sites.geojson", hospital, gate), "--as", "sites")[1]
    assert told["counts"] == {"sites": 1, "crossings": 1}


@pytest.mark.parametrize(("kind", "count"), [("corridors", "corridors"), ("control-lines", "control_lines")])
def test_lines_are_counted(ask, tmp_path, kind, count):
    line = feature("LineString", [[34.4, 31.5], [34.41, 31.51]], id="blue", name="Line blue", kind="phase_line")
    told = ask("check", write(tmp_path / "lines.geojson", line), "--as", kind)[1]
    assert told["counts"] == {count: 1}


def test_a_problem_in_a_file_is_a_no(ask, tmp_path):
    west, east = box(34.39, 31.49, 34.43, 31.52, id="west"), box(34.41, 31.49, 34.45, 31.52, id="east")
    code, told, _ = ask("check", write(tmp_path / "s.geojson", west, east), "--as", "sectors")
    problems = [f for f in told["findings"] if f["severity"] == "problem"]
    assert (code, told["sound"]) == (1, False)
    assert problems
    assert all(f["remedy"] for f in problems)


def test_the_demo_is_written_and_can_be_asked(ask, tmp_path):
    folder = tmp_path / "demo"
    code, told, _ = ask("demo", "--to", str(folder))
    assert code == 0
    assert sorted(told["files"]) == sorted(p.name for p in folder.iterdir())
    roads = ("--roads", str(folder / "edges.geojson"), str(folder / "nodes.geojson"))
    ends = ("--from", "34.45,31.52", "--to", "34.30,31.34")
    assert ask("route", *roads, "--zones", str(folder / "zones.geojson"), *ends, *AT)[0] == 0
    assert ask("coverage", *roads, "--sectors", str(folder / "sectors.geojson"), *AT)[0] == 0


REFUSED = [
    ("load", "nowhere.osm"),
    ("load", "."),
    ("check", "nowhere.geojson", "--as", "zones"),
    ("check", "text.geojson", "--as", "zones"),
    ("check", "text.geojson", "--as", "roads"),
    ("check", "empty.geojson", "--as", "sectors"),
    ("route", "--roads", "roads.geojson", "--from", "34.401,31.5", "--to", "200,95"),
    ("route", "--roads", "roads.geojson", "--from", "nan,31.5", "--to", "34.4,31.5"),
    ("route", "--roads", "roads.geojson", "--from", "0,0", "--to", "34.4,31.5"),
    ("route", "--roads", "roads.geojson", *ENDS, "--at", "2026-06-01T12:00"),
    ("route", "--roads", "roads.geojson", *ENDS, "--at", "0001-01-01T00:00+14:00"),
    ("route", "--roads", "roads.geojson", *ENDS, "--at", "9999-12-31T23:59-14:00"),
    ("coverage", "--roads", "roads.geojson", "--sectors", "closed.geojson", "--at", "9999-12-31T23:59:59.999999Z"),
    ("route", "--roads", "roads.geojson", *ENDS, "--exposure-weight", "nan"),
    ("route", "--roads", "roads.geojson", *ENDS, "--exposure-weight", "-1"),
    ("route", "--roads", "roads.geojson", *ENDS, "--zones", "bad_barrier.geojson"),
    ("coverage", "--roads", "roads.geojson", "--sectors", "roads.geojson"),
    ("coverage", "--roads", "roads.geojson", "--sectors", "closed.geojson", "--corridor", "closed.geojson"),
    ("demo", "--to", "text.geojson/sub"),
]


@pytest.mark.usefixtures("roads", "closed")
@pytest.mark.parametrize("asked", REFUSED, ids=" ".join)
def test_what_cannot_be_used_is_refused_with_a_sentence(ask, tmp_path, monkeypatch, asked):
    (tmp_path / "text.geojson").write_text("not a map")
    (tmp_path / "empty.geojson").write_text("")
    write(tmp_path / "bad_barrier.geojson", box(34.4, 31.4, 34.5, 31.5, barrier="locked"))
    monkeypatch.chdir(tmp_path)
    code, told, said = ask(*asked)
    assert code == 2
    assert set(told) == {"error"}
    assert told["error"]["message"]
    assert told["error"]["message"] in said
    assert "Traceback" not in said


def test_a_refusal_without_json_says_nothing_on_standard_output(capsys, tmp_path):
    assert main(["load", str(tmp_path / "nowhere.osm")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "nowhere.osm" in said.err


MISUSED = [
    (),
    ("fly",),
    ("load",),
    ("check", "a.geojson"),
    ("check", "a.geojson", "--as", "rivers"),
    ("route", "--roads", "r.geojson", "--from", "1,2"),
    ("route", "--roads", "r.geojson", "--from", "1", "--to", "2,3"),
    ("route", "--roads", "r.geojson", "--from", "1,2,3", "--to", "2,3"),
    ("route", "--roads", "r.geojson", "--from", "a,b", "--to", "2,3"),
    ("route", "--roads", "r.geojson", "--from", "1,2", "--to", "2,3", "--at", "noon"),
    ("route", "--roads", "r.geojson", "--from", "1,2", "--to", "2,3", "--policy", "safest"),
    ("route", "--roads", "r.geojson", "--from", "1,2", "--to", "2,3", "--unknown", "open"),
    ("coverage", "--roads", "r.geojson"),
    ("load", "a.osm", "--js"),
]


@pytest.mark.parametrize("asked", MISUSED, ids=" ".join)
def test_misuse_ends_with_three_and_says_how_to_ask(capsys, asked):
    with pytest.raises(SystemExit) as end:
        main(list(asked))
    said = capsys.readouterr()
    assert end.value.code == 3
    assert said.out == ""
    assert "usage: passage" in said.err


def test_help_is_no_misuse(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "Exit codes" in capsys.readouterr().out


def test_people_read_aligned_lines_with_units(capsys, roads, closed):
    assert main(["route", "--roads", roads, "--zones", closed, *ENDS, *AT]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].split("  ")[0] == "Route"
    assert any(line.startswith("Distance ") and line.endswith(" km") for line in said)
    assert any("no report speaks" in line for line in said)
    assert not any(line.startswith("{") for line in said)


def test_people_read_what_stands_in_the_way(capsys, roads, closed):
    ends = ("--from", "34.42,31.5", "--to", "34.44,31.5")
    assert main(["route", "--roads", roads, "--zones", closed, *ends, *AT]) == 1
    said = capsys.readouterr().out
    assert said.startswith("No route.")
    assert "Rubble" in said


@pytest.mark.parametrize("command", ["load", "check", "coverage"])
def test_people_read_every_command(capsys, roads, sectors, command):
    asked = {
        "load": ["load", roads],
        "check": ["check", roads, "--as", "roads"],
        "coverage": ["coverage", "--roads", roads, "--sectors", sectors],
    }
    assert main(asked[command]) == 0
    assert "Finding" in capsys.readouterr().out


def passage(*arguments, **how):
    said = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen([sys.executable, "-m", "pages.command", *arguments], **said)


def test_help_comes_at_once_and_loads_nothing_heavy():
    started = time.perf_counter()
    asked = [sys.executable, "-X", "importtime", "-m", "pages.command", "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert time.perf_counter() - started < 2
    for heavy in ("numpy", "shapely", "pyarrow", "streamlit", "folium", "sqlalchemy", "cattrs"):
        assert f"| {heavy}\n" not in done.stderr.replace("  ", " ")
    assert len(done.stderr.splitlines()) < 150


def test_no_command_loads_the_screen(roads, closed):
    code = (
        "import sys; from pages.command import main; "
        f"main(['route','--roads',{roads!r},'--zones',{closed!r},'--from','34.401,31.5','--to','34.439,31.5']); "
        "assert not {'streamlit','folium','sqlalchemy','osmnx'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_standard_output_is_one_utf8_document_in_any_locale(roads):
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    process = passage("route", "--roads", roads, *ENDS, "--json", env=plain)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "شارع البحر" in out.decode("utf-8")
    json.loads(out)


def test_a_file_whose_name_is_no_text_is_refused_in_words(tmp_path):
    process = passage("load", os.fsencode(tmp_path) + b"/\xff\xfe.osm", "--json")
    out, said = process.communicate()
    assert process.returncode == 2
    assert json.loads(out)["error"]["kind"] == "SourceError"
    assert b"Traceback" not in said


def test_a_reader_that_leaves_early_is_no_fault(roads):
    process = passage("load", roads, "--json")
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141
    assert b"Error" not in said


def test_an_interruption_is_quiet(monkeypatch, capsys):
    """While libraries load it ends the program at once; later it is noticed, and answered with 130."""
    handlers = []

    def interrupted(_arguments):
        handlers.append(signal.getsignal(signal.SIGINT))
        raise KeyboardInterrupt

    def load(_name):
        handlers.append(signal.getsignal(signal.SIGINT))
        return SimpleNamespace(outcome=interrupted)

    monkeypatch.setattr(frame, "import_module", load)
    before = signal.getsignal(signal.SIGINT)
    assert main(["demo"]) == 130
    assert handlers == [signal.SIG_DFL, before]
    assert capsys.readouterr() == ("", "")


def test_a_named_pipe_is_refused_not_waited_for(ask, tmp_path):
    pipe = tmp_path / "roads.osm"
    os.mkfifo(pipe)
    assert ask("load", str(pipe))[0] == 2


def test_text_streams_of_other_kinds_are_written_to_as_well(monkeypatch, tmp_path):
    heard = io.StringIO()
    monkeypatch.setattr(sys, "stdout", heard)
    assert main(["demo", "--to", str(tmp_path / "demo")]) == 0
    assert "illustrative" in heard.getvalue().lower()
