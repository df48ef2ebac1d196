"""The room of the carrier: number and code instead of an account."""
