"""Import of the school's lists from sheets, export of everything (O2, T3, L2).

Reading: files → sheets (`kiosk.documents.sheets`) → tables → a draft of the school → a plan that is looked at → one
change. It is rarely used and large: pages and commands load what they need of it when it is asked for (O5).
"""
