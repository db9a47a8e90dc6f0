"""The rounds of a day: from sites, hours and vehicles of a plan to a case of rounds, and back to convoys."""
