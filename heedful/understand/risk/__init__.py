"""How likely a customer is unhappy, learned from the organisation's own words and scores."""
