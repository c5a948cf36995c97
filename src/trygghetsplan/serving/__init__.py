"""The live view: the year as pages on this computer alone, for the one who has the key, made anew when a file is saved."""
