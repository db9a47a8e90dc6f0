"""Customizable contraction hierarchies: order and topology once for a graph, weights in a moment, ways in less."""
