"""Checks how the sources are laid out, by what the compiler saw: `python -m architecture SCRATCH`."""
