"""The convoys of a day as one movement: from the plan to a case and from its schedule back to the plan."""
