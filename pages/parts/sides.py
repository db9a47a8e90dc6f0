"""How a page is divided: the map takes most of it, words stand beside."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

MAP, WORDS = 2, 1


def map_and_words() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The side of the map and the side of its words, the same on every page; a telephone shows the map first."""
    seeing, telling = st.columns([MAP, WORDS], gap="small")
    return seeing, telling
