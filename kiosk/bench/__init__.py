"""Measurements a person can run on the school's own PC: `run.py bench NAME` (O5).

Every measure stands beside a peer of the same run; a goal missed is shown, never left out.
"""
