"""The form for a base map of the user's own, drawn under the roads."""

import tempfile
from pathlib import Path

import streamlit as st

from pages.state import workspace
from pages.web import own_ground
from pages.web.home import ground_folder
from pages.web.safe import md


def ground_form() -> None:
    """Say which base map is drawn, take another one, or stop drawing it."""
    st.header("Under the roads")
    current = own_ground.in_use()
    if current is None:
        st.markdown("No base map of your own is drawn: roads, and what an extract says of the ground, are shown.")
    else:
        st.markdown(f"**{md(current.title)}** is drawn under the roads. Credit on every map: {md(current.attribution)}")
        if st.button("Stop drawing it", key="data.ground.stop"):
            own_ground.stop_using()
            st.rerun()
    file = st.file_uploader(
        "A base map: PMTiles (version 3) or MBTiles, vector or pictures", ["pmtiles", "mbtiles"], key="data.ground"
    )
    if file is not None and workspace.is_new("ground", file.file_id):
        with tempfile.TemporaryDirectory(dir=ground_folder(), prefix=".part-") as folder:
            path = Path(folder) / "given"
            path.write_bytes(file.getbuffer())
            own_ground.use(path, Path(file.name).name)
        st.rerun()
