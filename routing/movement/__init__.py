"""When each of many columns moves over roads, crossings and escorts that they share: schedules, bound, reasons."""
