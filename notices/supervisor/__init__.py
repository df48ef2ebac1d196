"""The room of the supervisor."""
