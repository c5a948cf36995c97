"""The deep report over several years: what stays, what turns, and what it means for the programme."""
