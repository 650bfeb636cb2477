"""The calendar in the browser: years, special days, their book of changes, and the hour rule (P4, L7, L9, D4).

What is stored and decided lies in ``kiosk/school``; this room shows it, reads sheets and forms, and prints.
"""
