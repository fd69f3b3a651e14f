"""Public posts and reviews, with cascades of reshares and planted crises."""
