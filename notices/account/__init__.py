"""The own account of everybody: second factor, sign-ins."""
