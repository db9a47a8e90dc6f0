"""From stop to stop: how ways leave, run, arrive and are told."""
