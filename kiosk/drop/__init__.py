"""The file drop: bytes and receipts; what they mean is told in ``works`` (W1)."""
