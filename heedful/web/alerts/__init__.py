"""Alerts: the list, one alert, the rules that raise them."""
