"""What the public may see: decided before a document is put together, and looked for once more afterwards."""
