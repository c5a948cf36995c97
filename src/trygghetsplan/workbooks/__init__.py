"""Workbooks from anybody, read safely: sheets as values, and nothing in them ever evaluated."""
