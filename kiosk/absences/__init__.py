"""Absences of staff and who gives their lessons meanwhile (L1)."""
