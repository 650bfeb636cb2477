"""The timetable: dated versions, weekly lessons, what is different on one date (T1, T2, T4, L2)."""
