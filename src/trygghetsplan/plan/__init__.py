"""A plan repository: its files as records, put together into one frozen value."""
