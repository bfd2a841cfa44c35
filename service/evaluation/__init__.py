"""Evaluation: asks questions whose answers are known, measures, compares and plots the results."""

from service.evaluation.measures import Figures, figures_of
from service.evaluation.observation import Observation, observe
from service.evaluation.plots import plot_calibration, plot_ranks, plot_risk, plot_types
from service.evaluation.report import make_report
from service.evaluation.significance import RunComparison, compare

__all__ = [
    "Figures",
    "Observation",
    "RunComparison",
    "compare",
    "figures_of",
    "make_report",
    "observe",
    "plot_calibration",
    "plot_ranks",
    "plot_risk",
    "plot_types",
]
