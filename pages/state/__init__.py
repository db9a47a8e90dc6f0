"""What the pages remember: the open operation, drafts, answers kept by what they were made from."""
