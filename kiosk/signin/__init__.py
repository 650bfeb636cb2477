"""Who is asking: accounts, secrets, sessions, family cards, and who may do what (P1, P5, L5, L6, L21)."""
