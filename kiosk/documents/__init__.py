"""Formats, not the school: QR, DOCX, XLSX, ICS, and reading sheets that people bring (F1–F3, H3, O2).

Each module takes plain values and gives back bytes or text; what stands in them is decided by the capabilities.
Heavy libraries are imported by the modules here only, and these only by whoever needs that format:
`from kiosk.documents import qr`.
"""
