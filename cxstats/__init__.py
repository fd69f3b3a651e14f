"""Statistics of customer experience on plain arrays: no framework, no input or output.

Sums in, estimates out. `sums` turns ratings into exact integers; everything else
is finished from those, so that it does not matter who did the counting.
"""

from cxstats.alarm_rate import alarm_rate, told_once
from cxstats.asymmetry import AsymmetricEffects, asymmetric_effects
from cxstats.bad_days import BadDays, bad_days, usual_low
from cxstats.bonus import BonusEffect, bonus_effect, talked_up
from cxstats.bursts import Bursts, Side, bursts
from cxstats.careless import CarelessAnswers, careless_answers
from cxstats.change import Change, beside_the_rest, change_between
from cxstats.change_points import ChangePoint, ChangePoints, change_points
from cxstats.collinearity import variance_inflation
from cxstats.components import NothingToSplit, VarianceComponents, variance_components
from cxstats.consistency import Consistency, consistency
from cxstats.contexts import context_novelty
from cxstats.copies import Arrivals, Copies, copies
from cxstats.correlation import correlation_interval
from cxstats.correlations import LocationCorrelations, location_correlations
from cxstats.covariance import PairMoments, pair_moments
from cxstats.daily import Daily, daily
from cxstats.discovery import Discoveries, benjamini_hochberg
from cxstats.dominance import TooManyDrivers, general_dominance
from cxstats.drivers import DriverStudy, LeftOut, Reason, driver_study
from cxstats.early_warning import Alarms, early_warnings
from cxstats.effects import PooledEffects, pooled_effects
from cxstats.estimate import Estimate
from cxstats.forecasts import Forecasts, count_forecasts
from cxstats.halo import common_loadings, without_halo
from cxstats.histograms import Moments, value_moments
from cxstats.intervals import effective_n, mean_interval, recommend_interval, wilson
from cxstats.items import AnswerUse, Overlap, answer_use, overlap_of_items
from cxstats.latent import latent_correlations
from cxstats.markers import Lead, lead_over
from cxstats.matched import MatchedDifference, matched_difference
from cxstats.nonresponse import NonresponseBand, nonresponse_band
from cxstats.pace import pace
from cxstats.patterns import AnswerPatterns, answer_patterns
from cxstats.pooled_pairs import PooledPairs, pool_pairs
from cxstats.pooling import (
    NestedIntercepts,
    RandomIntercepts,
    nested_intercepts,
    random_intercepts,
)
from cxstats.poststratify import Poststratified, poststratified
from cxstats.priority import Priorities, first_priorities
from cxstats.propensity import Propensity, ResponseWeights, fit_propensity, response_weights
from cxstats.raking import Margin, MarginUnmet, Raked, rake
from cxstats.ranks import RankRanges, pooled_draws, rank_ranges
from cxstats.recovery import RecoveryPriority, recovery_priority, top_reasons, yearly_value
from cxstats.relative_weights import relative_weights
from cxstats.risk import Hits, OneKindOnly, RiskFit, calibrate, fit_risk, hits
from cxstats.shares import Adjustment, Method
from cxstats.shop_visits import (
    reliability,
    reorder,
    typical_reorder,
    typical_visits_needed,
    visits_needed,
)
from cxstats.shortform import ShortForm, order_kept, shortest_form
from cxstats.silence import Silences, silences
from cxstats.straight import chance_of_straight
from cxstats.sums import (
    NOT_ANSWERED,
    NOT_USED,
    WEIGHT_ONE,
    CellLayout,
    CrossSums,
    ItemScale,
    count_cells,
    cross_sums,
)
from cxstats.suspicion import suspicion, weight_of
from cxstats.trading_week import TradingWeek, trading_week
from cxstats.variances import Variances, moderated_variances
from cxstats.week_cells import WeekCells, week_cells

__all__ = [
    "NOT_ANSWERED",
    "NOT_USED",
    "WEIGHT_ONE",
    "Adjustment",
    "Alarms",
    "AnswerPatterns",
    "AnswerUse",
    "Arrivals",
    "AsymmetricEffects",
    "BadDays",
    "BonusEffect",
    "Bursts",
    "CarelessAnswers",
    "CellLayout",
    "Change",
    "ChangePoint",
    "ChangePoints",
    "Consistency",
    "Copies",
    "CrossSums",
    "Daily",
    "Discoveries",
    "DriverStudy",
    "Estimate",
    "Forecasts",
    "Hits",
    "ItemScale",
    "Lead",
    "LeftOut",
    "LocationCorrelations",
    "Margin",
    "MarginUnmet",
    "MatchedDifference",
    "Method",
    "Moments",
    "NestedIntercepts",
    "NonresponseBand",
    "NothingToSplit",
    "OneKindOnly",
    "Overlap",
    "PairMoments",
    "PooledEffects",
    "PooledPairs",
    "Poststratified",
    "Priorities",
    "Propensity",
    "Raked",
    "RandomIntercepts",
    "RankRanges",
    "Reason",
    "RecoveryPriority",
    "ResponseWeights",
    "RiskFit",
    "ShortForm",
    "Side",
    "Silences",
    "TooManyDrivers",
    "TradingWeek",
    "VarianceComponents",
    "Variances",
    "WeekCells",
    "alarm_rate",
    "answer_patterns",
    "answer_use",
    "asymmetric_effects",
    "bad_days",
    "benjamini_hochberg",
    "beside_the_rest",
    "bonus_effect",
    "bursts",
    "calibrate",
    "careless_answers",
    "chance_of_straight",
    "change_between",
    "change_points",
    "common_loadings",
    "consistency",
    "context_novelty",
    "copies",
    "correlation_interval",
    "count_cells",
    "count_forecasts",
    "cross_sums",
    "daily",
    "driver_study",
    "early_warnings",
    "effective_n",
    "first_priorities",
    "fit_propensity",
    "fit_risk",
    "general_dominance",
    "hits",
    "latent_correlations",
    "lead_over",
    "location_correlations",
    "matched_difference",
    "mean_interval",
    "median_interval",
    "moderated_variances",
    "nested_intercepts",
    "nonresponse_band",
    "order_kept",
    "overlap_of_items",
    "pace",
    "pair_moments",
    "pool_pairs",
    "pooled_draws",
    "pooled_effects",
    "poststratified",
    "rake",
    "random_intercepts",
    "rank_ranges",
    "recommend_interval",
    "recovery_priority",
    "relative_weights",
    "reliability",
    "reorder",
    "response_weights",
    "shortest_form",
    "silences",
    "suspicion",
    "talked_up",
    "told_once",
    "top_reasons",
    "trading_week",
    "typical_reorder",
    "typical_visits_needed",
    "usual_low",
    "value_moments",
    "variance_components",
    "variance_inflation",
    "visits_needed",
    "week_cells",
    "weight_of",
    "wilson",
    "without_halo",
    "yearly_value",
]
