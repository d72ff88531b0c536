"""What would be otherwise: another mark (`outlook`), other figures or another text (`simulate`), a figure moved
(`sweep`)."""

from parchemin.regulation.simulation.answers import speaking
from parchemin.regulation.simulation.comparing import Simulation, Transition, simulate
from parchemin.regulation.simulation.differences import (
    ArticleChange,
    Difference,
    RegulationWithFigures,
    article_changes,
    differences,
)
from parchemin.regulation.simulation.needs import Goal, Need
from parchemin.regulation.simulation.outlook import Outlook, Prospect, outlook
from parchemin.regulation.simulation.sweeping import Point, Sweep, steps, sweep, tally

__all__ = [
    "ArticleChange",
    "Difference",
    "Goal",
    "Need",
    "Outlook",
    "Point",
    "Prospect",
    "RegulationWithFigures",
    "Simulation",
    "Sweep",
    "Transition",
    "article_changes",
    "differences",
    "outlook",
    "simulate",
    "speaking",
    "steps",
    "sweep",
    "tally",
]
