"""Writes a repository's files: formats, fills in, fixes. Nothing that people have written is lost.

Every function here is from text to text; `storage` writes, and only when somebody has asked for it.
"""
