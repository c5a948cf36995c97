"""Numbers from other systems: read from their files, aimed at indicators and answers, and shown before they are written."""
