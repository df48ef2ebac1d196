"""The room of the administrator."""
