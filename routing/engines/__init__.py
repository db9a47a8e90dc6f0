"""Searches over plain columns, with nothing of the plan in them: graph, weights, plain search, hierarchy."""
