"""One pure function a section: figures in, a frozen view out."""
