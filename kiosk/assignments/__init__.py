"""Tasks for students: given by lesson or apart, ticked by the family, with the deadlines of attestation (W3, A3)."""
