"""The command line: what `run.py` hands over to once its environment is ready (O4, O5).

Every command ends with 0 (done), 1 (refused by circumstances, with reasons) or 2 (wrong use).
Nothing heavy is imported before a command is chosen: `serve` must answer within 0.7 s of its start.
"""
