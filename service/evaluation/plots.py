"""Plots of an evaluation, for the report and for notebooks. The only file that imports matplotlib."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from service.evaluation.measures import EvaluationError, Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colours that are readable on white and on black: the page may be either.
_INK, _MAIN, _SECOND, _GRID = "#808890", "#3b82c4", "#d9822b", "#80889044"
_SHOWN = ("hit@1", "hit@5", "cited first", "cited", "answered", "silent")
_RANKS = (*range(1, 11), 20, 50)


def _figure(width: float, height: float, title: str) -> "tuple[Figure, Axes]":
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - optional
    except ImportError:
        raise EvaluationError("matplotlib is missing. Install it: pip install 'communique[evaluate]'") from None
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.subplots()
    axes.patch.set_alpha(0)
    axes.set_title(title, color=_INK, fontsize=11, loc="left")
    axes.tick_params(colors=_INK, labelsize=9)
    axes.grid(visible=True, color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(_INK)
    return figure, axes


def _label(axes: "Axes", x: str, y: str) -> None:
    axes.set_xlabel(x, color=_INK, fontsize=9)
    axes.set_ylabel(y, color=_INK, fontsize=9)


def plot_types(figures: Figures) -> "Figure":
    """Share of the questions of each type that were found, cited, answered, or rightly left unanswered."""
    groups = sorted(figures.means, key=lambda group: (group != "all", group))
    figure, axes = _figure(7.5, 0.55 * len(groups) + 1.2, "By question type")
    shown = [[figures.means[group].get(name, (float("nan"),))[0] for name in _SHOWN] for group in groups]
    axes.imshow(shown, cmap="RdYlBu", vmin=-0.2, vmax=1.2, aspect="auto", alpha=0.75)
    axes.grid(visible=False)
    axes.set_xticks(range(len(_SHOWN)), _SHOWN)
    axes.set_yticks(range(len(groups)), [f"{group} ({figures.questions[group]})" for group in groups])
    for row, values in enumerate(shown):
        for column, value in enumerate(values):
            known = value == value  # noqa: PLR0124 - NaN where the measure does not apply
            axes.text(column, row, f"{value:.2f}" if known else "–", ha="center", va="center", fontsize=9)
    return figure


def plot_ranks(figures: Figures) -> "Figure":
    """Share of the answerable questions with a relevant passage among the first k."""
    figure, axes = _figure(4.2, 3, "First right passage")
    whole = sum(figures.ranks.values()) or 1
    reached = [sum(n for rank, n in figures.ranks.items() if 0 < rank <= k) / whole for k in _RANKS]
    axes.step(range(len(_RANKS)), reached, where="mid", color=_MAIN, linewidth=2)
    axes.set_xticks(range(len(_RANKS)), [str(k) for k in _RANKS])
    axes.set_ylim(min(0.5, *reached), 1)
    _label(axes, "among the first k passages", "share of the questions")
    return figure


def plot_risk(figures: Figures) -> "Figure":
    """How often the first quote is wrong if only the most confident questions are answered."""
    figure, axes = _figure(4.2, 3, "Risk and coverage")
    axes.plot([share for share, _ in figures.risk], [risk for _, risk in figures.risk], color=_MAIN, linewidth=2)
    axes.set_ylim(0, max(0.05, *(risk for _, risk in figures.risk)) * 1.05)
    _label(axes, "share of the questions that is answered", "share of those answered wrongly")
    return figure


def plot_calibration(figures: Figures) -> "Figure":
    """Whether confidence matches the share of right quotes; a point's area is its number of questions."""
    figure, axes = _figure(4.2, 3, f"Reliability (calibration error {figures.confidence['ece']:.3f})")
    axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle="--")
    confidence, share, number = zip(*figures.calibration, strict=True)
    axes.plot(confidence, share, color=_SECOND, linewidth=1)
    axes.scatter(confidence, share, s=[6 * n for n in number], color=_SECOND, alpha=0.7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    _label(axes, "confidence", "share whose first quote is right")
    return figure


PLOTS: Sequence[Callable[[Figures], Any]] = (plot_types, plot_ranks, plot_risk, plot_calibration)


def as_svg(figure: "Figure") -> str:
    """Render for an HTML page: no XML declaration, text kept as text, deterministic."""
    import matplotlib as mpl  # noqa: PLC0415

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "communique"}):
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
