"""Notices for everyone, departments, groups and families, and who has read them (F4)."""
