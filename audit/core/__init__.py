"""The rules and nothing else: no Flask, no SQL, no disk, no clock, no chance."""
