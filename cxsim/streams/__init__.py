"""All that reaches an organisation beside its survey: posts, ideas, sales, actions and more."""
