"""The room of the auditor."""
