"""A regulation as a page that people read: its words, tables, rules, worked cases and what was found about them.

Rooms, each leaning on those before it: words, expressions, names, prose, rules, tables, cases, page, fragments.
"""

from parchemin.rendering.fragments import Piece, Pieces, pieces
from parchemin.rendering.page import render
from parchemin.rendering.prose import remark

__all__ = ["Piece", "Pieces", "pieces", "remark", "render"]
