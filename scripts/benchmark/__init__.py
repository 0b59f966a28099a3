"""The project's benchmark: what a build costs, stage by stage, beside what the same marts cost by other means.

`make benchmark`, or `python -m benchmark --help`. Nothing in velferd knows of it.
"""
