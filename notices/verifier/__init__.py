"""Whoever holds a paper and wants to know whether it is genuine and still holds."""
