"""Designed Alliance: agree how you want to be while you work together."""
