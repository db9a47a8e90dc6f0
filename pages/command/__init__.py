"""The command line: the same answers as the pages."""
