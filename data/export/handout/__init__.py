"""What is handed out of a march as files: spreadsheet, print, route, calendar, and all of them in one pack."""
