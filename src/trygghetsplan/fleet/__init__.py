"""Many municipalities at once: a row each, a spread of the duties they share, and their tables."""
