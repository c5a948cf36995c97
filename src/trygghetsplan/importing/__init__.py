"""An adopted document read into a draft: what it says, what each sentence becomes, and on what ground."""
