"""Remarks: small print beside what it is about."""

import html

import streamlit as st


def show_remark(text: str) -> None:
    """Show a sentence in small print, in the direction of its own script."""
    st.html(f'<div class="passage-foot" dir="auto">{html.escape(text)}</div>')
