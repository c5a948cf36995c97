"""What has changed between two versions of a plan repository or two years of one: as values, and in words."""
