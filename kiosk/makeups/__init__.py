"""Make-up lessons (L4): what is owed to whom by whom, when it could be given, what became of it."""
