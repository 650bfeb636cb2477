"""How long data is kept, erasing a family that has left, all data of one child (L19)."""
