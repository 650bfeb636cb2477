"""The school and its director's dated decisions: hours, channels, calendar (P4, L7, L9, D3).

``settings.py`` is the machine's; what stands here is the school's and every report row keeps a copy of it.
"""
