"""Reports: pure views of the repository, one module a kind of document. How they are written is left to `output`."""
