"""What the accompanist gives and takes: backing tracks handed out by piece, parts that were played to them (W6)."""
