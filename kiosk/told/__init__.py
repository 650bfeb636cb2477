"""Absences of students told beforehand (L16): they stand in the teacher's day before it begins."""
