"""Corrections of calendar-thematic plans: filed by teachers, approved or returned by the deputy, each on paper (D4)."""
