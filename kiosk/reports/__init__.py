"""The daily report of a teacher or accompanist and its paper, Annex 1 (H1, H2, H3)."""
