"""The API for programs: the same questions and findings as on the pages."""
