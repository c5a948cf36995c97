"""A compiler for municipal safety and security plans kept as YAML in git."""

__version__ = "0.3.0"
