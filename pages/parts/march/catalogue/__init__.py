"""What marches are made from, as tables: vehicle types, profiles, opening rules, and how missions ended."""
