"""From bytes to plain data with exact positions."""
