"""Step-by-step instructions for every kind of participant, and the school's own regulation (F7)."""
