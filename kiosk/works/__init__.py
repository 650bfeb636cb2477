"""What was handed in and for whom: the teacher's inbox (W2); reviews and marks come on the same records."""
