"""People and subjects: staff, departments, subjects, groups, students, families (P1–P3)."""
