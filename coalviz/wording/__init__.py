"""How things are said: grammar, rows in sentences, and the titles, notes and alternative texts of charts."""
