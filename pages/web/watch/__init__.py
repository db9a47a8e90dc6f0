"""How those who run the app see that it is well: log, figures, readiness. None of it tells of an operation."""
