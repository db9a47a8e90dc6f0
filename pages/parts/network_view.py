"""The road network in use: where it comes from, what is known of it, what is not."""

import streamlit as st

from data.model import Plan
from data.sources.roads.report import LoadReport
from pages.look import words
from pages.look.clock import local
from pages.look.table import Share, show_table
from pages.parts.findings import show_findings
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.engines.engine import HierarchyEngine
from routing.index import NetworkIndex


def no_roads(plan: Plan) -> str:
    """Why there are no roads, and what to do."""
    if plan.network_fingerprint is None:
        return "This operation has no road network yet: no route can be asked for. Load roads on the page Data."
    return (
        "The road network of this operation is not on this machine: no route can be asked for. "
        "Load the same road file again on the page Data."
    )


def in_use(work: Workspace) -> None:
    """Files, date, licence and size of the network the operation is planned on."""
    st.header("In use")
    if work.index is None:
        st.warning(no_roads(work.plan))
        return
    network = work.index.network
    show_table(
        [
            {
                "File": p.file_name,
                "Format": p.format,
                "Data of": local(p.data_at, work.plan.time_zone) if p.data_at else "not stated",
                "Licence": p.licence or "not stated",
                "Credit": p.attribution or "none asked",
                "SHA-256": p.sha256,
            }
            for p in network.provenance
        ],
        about="Files of the road network",
    )
    facts = (
        ("Junctions", f"{network.node_count:,}"),
        ("Road pieces", f"{network.segment_count:,}"),
        ("Length", words.kilometres(float(network.segment_length_m.sum()))),
        ("Turns banned or taking time", f"{network.turns.num_rows:,}"),
    )
    for column, (label, value) in zip(st.columns(len(facts)), facts, strict=True):
        column.metric(label, value)
    st.markdown(f"In memory: {memory_words(work.index)}.")
    st.markdown(f"Fingerprint of the content: `{network.fingerprint}`")


def memory_words(index: NetworkIndex) -> str:
    """What a network and what answers questions to it hold in memory, in words."""
    network, engine = index.network, index.engine
    roads = sum(table.nbytes for table in (network.nodes, network.segments, network.edges, network.turns))
    named = "prepared search" if isinstance(engine, HierarchyEngine) else "plain search"
    search = f"{named} {words.megabytes(engine.size_bytes) if engine.size_bytes else 'nothing more'}"
    return f"roads {words.megabytes(roads)}, {search}, kept from questions {words.megabytes(index.memory.size_bytes)}"


def show_report(report: LoadReport) -> None:
    """What a load read, what it dropped and why, what is unknown, and how long it took."""
    how = "from the cache" if report.from_cache else "from the file"
    st.success(
        md(
            f"Read {report.segment_count:,} road pieces, {words.kilometres(report.length_m)}, "
            f"{report.turn_ban_count:,} turn bans, {report.turn_time_count:,} turn times "
            f"and {report.barrier_count:,} barriers {how} "
            f"in {report.seconds:.1f} s.",
        ),
        icon=":material/check:",
    )
    st.header("Dropped")
    show_table(
        [
            {
                "What": d.what,
                "Number": f"{d.count:,}",
                "Length": "" if d.length_m is None else words.kilometres(d.length_m),
                "Why": d.why,
                "For example": "; ".join(d.examples),
            }
            for d in report.dropped
        ],
        about="What was dropped",
        none="Nothing was dropped.",
    )
    st.header("Unknown share of the road length")
    show_table(
        [{"Attribute": name.replace("_", " "), "Unknown": Share(share)} for name, share in report.unknown_share],
        about="Unknown share of the road length",
    )
    st.header("Findings")
    show_findings(report.findings, none="Nothing in the file is in doubt.")
