"""The room of the checkpoint."""
