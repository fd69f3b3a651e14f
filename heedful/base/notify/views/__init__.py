"""Pages about what people are told, how, and who is on duty."""
