"""What stands between the pages and the browser: local libraries, safe text, headers, road base map."""
