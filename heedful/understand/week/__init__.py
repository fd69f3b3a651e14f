"""Which parts of the trading week are weak or strong, everywhere or at one location."""
