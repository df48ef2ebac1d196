"""Pages that belong to nobody in particular: the front page, home, the language."""
