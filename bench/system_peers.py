"""The systems that `bench.systems` measures: each made ready once, then asked with a zone that nothing may enter."""

import csv
import http.client
import io
import json
import shutil
import subprocess
import time
from itertools import pairwise

import networkx as nx
import numpy as np
import osmium
import osmnx
import shapely
from shapely import LineString, Point

CONVOYS = 50


class Osmnx:
    """What users write: edges that touch the zone leave the graph, then a search for each convoy.

    The graph is built from our network, for reading the file with osmnx takes minutes.
    """

    asked = 3
    once_ms = 0.0
    version = osmnx.__version__

    def __init__(self, index, _extract, _peers):
        network = index.network
        self.graph = nx.MultiDiGraph(crs="EPSG:4326")
        for node, (lon, lat) in enumerate(zip(network.node_lon.tolist(), network.node_lat.tolist(), strict=True)):
            self.graph.add_node(node, x=lon, y=lat)
        seconds = (index.lines.length_m * 3.6 / network.segment_speed_kmh)[index.segment]
        rows = (index.u.tolist(), index.v.tolist(), seconds.tolist(), index.lines.shapes[index.segment])
        for u, v, took, line in zip(*rows, strict=True):
            self.graph.add_edge(u, v, travel_time=took, geometry=line)
        self.places = shapely.STRtree(shapely.points(network.node_lon, network.node_lat))
        self.edges = osmnx.graph_to_gdfs(self.graph, nodes=False)

    def prepared(self, pairs):
        """Nothing is kept between zones."""

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        started = time.perf_counter()
        shut = self.edges.index[self.edges.intersects(area)]
        graph = self.graph.copy()
        graph.remove_edges_from(list(shut))
        self.once_ms = 1000 * (time.perf_counter() - started)
        return [self._way(graph, *pair) for pair in pairs]

    def _way(self, graph, start, goal):
        ends = [self.places.nearest(Point(at)) for at in (start, goal)]
        nodes = osmnx.shortest_path(graph, *ends, weight="travel_time")
        if nodes is None or len(nodes) < 2:
            return None
        return _merged(osmnx.routing.route_to_gdf(graph, nodes, weight="travel_time").geometry)

    def close(self):
        """Nothing to stop."""


def _merged(lines):
    return LineString(np.concatenate([shapely.get_coordinates(line) for line in lines]))


class _Server:
    """A program that answers over HTTP on this machine."""

    asked = CONVOYS

    def __init__(self, command, port, log):
        self._log = log.open("w")
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        self._port = port
        self._connect()

    def _connect(self):
        for _ in range(100):
            try:
                self._to = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
                self._to.connect()
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("The server does not answer; see its log.")

    def ask(self, method, path, body=None):
        """The answer as JSON."""
        self._to.request(method, path, body, {"Content-Type": "application/json"})
        return json.loads(self._to.getresponse().read())

    def close(self):
        """Stop the program."""
        self._to.close()
        self._process.kill()  # valhalla_service does not end when asked to
        self._process.wait()
        self._log.close()


class Valhalla(_Server):
    """`exclude_polygons` with each route; the cap of 10 km on their perimeter is lifted in its settings."""

    version = "3.9.1"

    def __init__(self, _index, extract, peers):
        work = _fresh(peers / "work" / "valhalla")
        settings = json.loads((peers / "valhalla.json").read_text(encoding="utf-8"))
        settings["mjolnir"]["tile_dir"] = str(work / "tiles")
        settings["service_limits"]["max_exclude_polygons_length"] = 10_000_000
        settings["service_limits"]["max_exclude_polygons_vertices"] = 10_000
        settings["httpd"]["service"]["listen"] = "tcp://127.0.0.1:8702"
        (work / "valhalla.json").write_text(json.dumps(settings), encoding="utf-8")
        programs = peers / "wheels" / "valhalla" / "bin"
        _run(work, programs / "valhalla_build_tiles", "-c", work / "valhalla.json", extract)
        super().__init__([programs / "valhalla_service", work / "valhalla.json", "1"], 8702, work / "log")

    def prepared(self, pairs):
        """Nothing is kept between zones."""

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        rings = [shapely.get_coordinates(part.exterior).tolist() for part in shapely.get_parts(area)]
        return [self._way(rings, *pair) for pair in pairs]

    def _way(self, rings, start, goal):
        ends = [{"lon": lon, "lat": lat} for lon, lat in (start, goal)]
        asked = {"locations": ends, "costing": "auto", "exclude_polygons": rings, "directions_type": "none"}
        found = self.ask("POST", "/route", json.dumps(asked))
        return LineString(_decoded(found["trip"]["legs"][0]["shape"])) if "trip" in found else None


def _decoded(text):
    """Points of an encoded line with six digits."""
    numbers, value, shift = [], 0, 0
    for sign in text.encode():
        value |= ((sign - 63) & 31) << shift
        shift += 5
        if sign - 63 < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    lat, lon = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0).T / 1e6
    return np.column_stack([lon, lat])


class Osrm(_Server):
    """It knows no areas: the speeds of all pieces inside are set to 0, the network customised and loaded anew."""

    version = "26.10.0"
    waited_ms = 500

    def __init__(self, _index, extract, peers):
        self._work = _fresh(peers / "work" / "osrm")
        self._programs = peers / "wheels" / "osrm" / "bin"
        shutil.copy(extract, self._work / "roads.osm.pbf")
        profile = peers / "wheels" / "osrm" / "share" / "profiles" / "car.lua"
        self._do("osrm-extract", "--threads", "1", "-p", profile, "roads.osm.pbf")
        self._do("osrm-partition", "--threads", "1", "roads.osrm")
        self._do("osrm-customize", "--threads", "1", "roads.osrm")
        self._do("osrm-datastore", "roads.osrm")
        self._pieces(extract)
        served = [
            self._programs / "osrm-routed",
            "--shared-memory",
            "-a",
            "MLD",
            "-t",
            "1",
            "-k",
            "3600",
            "-i",
            "127.0.0.1",
        ]
        super().__init__([*served, "-p", "8703"], 8703, self._work / "log")

    def _do(self, program, *given):
        _run(self._work, self._programs / program, *given)

    def _pieces(self, extract):
        """Every straight piece of every road: the OSM nodes at its ends, and its shape."""
        ends, places = [], []
        for way in osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY).with_locations():
            if way.is_way() and "highway" in way.tags:
                nodes = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
                ends += [(a[0], b[0]) for a, b in pairwise(nodes)]
                places += [(a[1:], b[1:]) for a, b in pairwise(nodes)]
        self._ends, self._tree = np.array(ends), shapely.STRtree(shapely.linestrings(np.array(places)))

    def prepared(self, pairs):
        """Nothing is kept between zones."""

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        shut = self._ends[self._tree.query(area, predicate="intersects")]
        both = np.concatenate([shut, shut[:, ::-1]])
        np.savetxt(self._work / "zone.csv", np.column_stack([both, np.zeros(len(both), int)]), "%d", ",")
        self._do("osrm-customize", "--threads", "1", "--segment-speed-file", "zone.csv", "roads.osrm")
        self._do("osrm-datastore", "roads.osrm")  # --only-metric is not taken up by the server
        time.sleep(self.waited_ms / 1000)  # until the server has taken it; not counted
        return [self._way(*pair) for pair in pairs]

    def _way(self, start, goal):
        path = f"/route/v1/driving/{start[0]},{start[1]};{goal[0]},{goal[1]}?overview=full&geometries=polyline6"
        found = self.ask("GET", path)
        return LineString(_decoded(found["routes"][0]["geometry"])) if found["code"] == "Ok" else None

    def close(self):
        """Stop the server and free the shared memory."""
        super().close()
        self._do("osrm-datastore", "--spring-clean")


class Pgrouting:
    """One SQL statement: edges outside of the zone, all convoys in one call, lines put together."""

    version = "3.4.2"
    asked = CONVOYS
    _PROGRAMS = "/usr/lib/postgresql/15/bin"

    def __init__(self, index, _extract, peers):
        self._index, self._base = index, peers / "work" / "pgrouting"
        shutil.rmtree(self._base, ignore_errors=True)
        self._base.mkdir(parents=True)
        shutil.chown(self._base, "postgres")
        database = self._base / "db"
        self._as_postgres(f"{self._PROGRAMS}/initdb", "-D", database, "-A", "trust", "--locale", "C", "-E", "UTF8")
        given = f"-p 8704 -k {self._base} -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c work_mem=256MB"
        started = ["-D", database, "-w", "-l", self._base / "log", "-o", given, "start"]
        self._as_postgres(f"{self._PROGRAMS}/pg_ctl", *started)
        self._sql("create extension postgis; create extension pgrouting")
        columns = "id int primary key, source int, target int, cost float, geom geometry(linestring, 4326)"
        self._sql(f"create table roads ({columns})")
        self._sql("copy roads from stdin csv", self._rows())
        self._sql("create index on roads using gist (geom)")
        self._sql("vacuum analyze roads")

    def _rows(self):
        index, out = self._index, io.StringIO()
        seconds = (index.lines.length_m * 3.6 / index.network.segment_speed_kmh)[index.segment]
        shapes = index.lines.shapes[index.segment]
        turned = np.where(index.network.edge_forward, shapes, shapely.reverse(shapes))
        wkb = shapely.to_wkb(shapely.set_srid(turned, 4326), hex=True, include_srid=True)
        columns = (range(len(wkb)), index.u.tolist(), index.v.tolist(), seconds.tolist(), wkb)
        csv.writer(out).writerows(zip(*columns, strict=True))
        return out.getvalue()

    def prepared(self, pairs):
        """Nothing is kept between zones."""

    def redrawn(self, area, pairs):
        """Lines of the ways, by one statement for all convoys."""
        network = self._index.network
        places = shapely.STRtree(shapely.points(network.node_lon, network.node_lat))
        ends = places.nearest(shapely.points(np.array(pairs).reshape(-1, 2))).reshape(-1, 2).tolist()
        zone = f"st_geomfromtext(''{area.wkt}'', 4326)"
        shut = f"select id from roads where geom && {zone} and st_intersects(geom, {zone})"  # noqa: S608  # our own numbers
        edges = f"select id, source, target, cost from roads where id not in ({shut})"  # noqa: S608  # as above
        asked = ", ".join(f"({a}, {b})" for a, b in ends)
        ways = f"pgr_dijkstra('{edges}', 'select * from (values {asked}) as pairs (source, target)')"  # noqa: S608  # as above
        line = "st_astext(st_makeline(geom order by path_seq))"
        found = self._sql(
            f"select start_vid, end_vid, {line} from {ways} join roads on id = edge group by start_vid, end_vid"  # noqa: S608  # as above
        )
        lines = {tuple(row.split("|")[:2]): row.split("|")[2] for row in found.splitlines()}
        return [shapely.from_wkt(lines[key]) if (key := (str(a), str(b))) in lines else None for a, b in ends]

    def _sql(self, text, given=None):
        command = [
            "psql",
            "-h",
            "127.0.0.1",
            "-p",
            "8704",
            "-U",
            "postgres",
            "-qtA",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            text,
        ]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    def _as_postgres(self, *command):
        runuser = ["runuser", "-u", "postgres", "--", *map(str, command)]
        subprocess.run(runuser, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def close(self):
        """Stop the server."""
        self._as_postgres(f"{self._PROGRAMS}/pg_ctl", "-D", self._base / "db", "-w", "-m", "fast", "stop")


def _fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _run(work, program, *given):
    subprocess.run([str(part) for part in (program, *given)], cwd=work, check=True, capture_output=True, input=b"Yes\n")
