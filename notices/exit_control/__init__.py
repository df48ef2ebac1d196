"""The room of the exit control."""
