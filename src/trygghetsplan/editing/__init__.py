"""Changes to plan files that keep everything a person wrote: layout, order and comments."""
