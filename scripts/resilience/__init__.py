"""The project's own attacks on itself: deliveries that are broken at random, and builds that are killed at random.

`make fuzz` and `make chaos`, or `python -m resilience.fuzz --help` and `python -m resilience.chaos --help`. Nothing in
velferd knows of it.
"""
