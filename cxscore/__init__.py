"""The scorecard: every estimator of the product against known truth, its bar and the usual method.

Judges see an organisation's truth; the product never does. `heedful scorecard` runs them.
"""
