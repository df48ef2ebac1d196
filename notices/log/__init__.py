"""The log that cannot be rewritten: entries, the tree over them, signed checkpoints, exports."""
