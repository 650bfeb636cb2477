"""Acquaintance lists: who has signed that they know a document, and who has not (F10)."""
