"""Reports: pure views of the repository, and templates that write them out."""
