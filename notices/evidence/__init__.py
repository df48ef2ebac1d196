"""Evidence: photos and scans are judged by content, cleaned, kept, and shown to those concerned."""
