"""Customers' identities on several channels, who is whom, and what contact they allow."""
