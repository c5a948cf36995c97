"""Many municipalities at once: a row each, and what they have in common without telling which is which."""
