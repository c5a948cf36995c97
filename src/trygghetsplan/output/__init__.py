"""Documents written out: each format is a function from a view to text or bytes."""
