"""Surveys as a conversation: by text message and by telephone, question after question."""
