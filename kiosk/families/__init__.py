"""Families: the page behind the QR code, cards and slips to print (F1, F2, L5, L14, L21)."""
