"""What has changed between two readings of a plan repository, or between two years of one.

Pure functions from repositories to values. Nothing here writes, knows git or knows who will read.
"""
