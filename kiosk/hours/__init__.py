"""Hours (H4, L3, L17): planned, given, missed, made up; the sheet 0504421, closing a month, monitoring, export."""
