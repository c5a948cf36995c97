"""The repository as tables for other programs, for one audience: what they hold, and the formats they are written in."""
