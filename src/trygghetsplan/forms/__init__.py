"""Forms for those who never open git: the questions a body owes a year, out to a file and back."""
