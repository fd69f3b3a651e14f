"""Visits as tills, apps and files tell them."""
