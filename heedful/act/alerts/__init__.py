"""Alerts: somebody must look. Rules raise them, people on duty are called, somebody sees them."""
