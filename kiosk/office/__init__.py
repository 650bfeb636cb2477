"""The office: doors and board, first set-up, import and export, the technician's page (O2, O4, O5, L21)."""
