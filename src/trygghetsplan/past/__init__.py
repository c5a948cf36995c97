"""The plan repository's past, read from git's objects: commits, earlier wordings, who changed which answer.

What the clone does not hold is said, never guessed.
"""
