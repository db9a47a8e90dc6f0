"""Who may come in: people, their accounts and their sessions."""
