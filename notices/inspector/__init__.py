"""The room of the inspector."""
