"""One convoy on its way: profiles, march arithmetic, the march table and what to doubt about a column."""
