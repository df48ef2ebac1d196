"""The forms of the inspector's pages, one module for each page of a draft."""
