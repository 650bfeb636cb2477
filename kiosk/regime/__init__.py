"""The distance regime: orders of the director and the kinds of lessons (D1, D2)."""
