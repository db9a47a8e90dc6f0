"""The parts of the one guarded door for foreign vector files; `data.sources.vector` is its handle."""
