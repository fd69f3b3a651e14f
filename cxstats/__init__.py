"""Statistics of customer experience on plain arrays: no framework, no input or output."""
