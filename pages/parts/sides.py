"""How a page is divided: the map takes most of it, words stand beside."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

MAP, WORDS = 2, 1


def map_and_words() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The side of the map and the side of its words, the same on every page; a telephone shows the map first."""
    seeing, telling = st.columns([MAP, WORDS], gap="small")
    return seeing, telling


def below_map() -> DeltaGenerator:
    """What a telephone shows below the map, of the side of words of a page that begins with words; once on a page."""
    return st.container(key="below-map")
