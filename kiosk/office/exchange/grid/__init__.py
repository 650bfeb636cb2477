"""Timetables as schools draw them: a grid of days, times, teachers or rooms with a few words in each cell (T3).

Sheet → `layout` (where the lessons stand, under which headings) → `cell` (a text in its parts) → `matching` (whom and
what a part names: sure, alike, unknown) → `reading` (lessons, or the questions that are open) → the import's own way.
"""
