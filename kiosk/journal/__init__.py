"""Marks: who gave them, for what, how the student was identified and under which conditions (A1, A2, P5)."""
