"""Teaching load: planned weekly hours against the norm, consultations as a yearly pool, the tariff list (L11)."""
