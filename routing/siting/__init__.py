"""Where units are best placed: covering and medians on plain columns, each with a proof of how good it is."""
