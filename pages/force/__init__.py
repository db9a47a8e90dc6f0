"""Screens of the force: who gives what, under whose command and which rules, with whose consent and money, and when."""
