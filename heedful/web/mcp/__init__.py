"""The same questions and findings for assistants, by the Model Context Protocol; read only."""
