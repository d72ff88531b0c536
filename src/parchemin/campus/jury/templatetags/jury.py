"""`{% load jury %}`: averages as they are kept, ready for the filters that write marks."""

from __future__ import annotations

from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def spoken(option: str) -> str:
    """An option of the text in words."""
    return option.replace("_", " ")


@register.filter
def exact(kept: str) -> Fraction | None:
    """A number as it is kept ("12.5", "94/9"), exactly; nothing for one that is still open."""
    return Fraction(kept) if kept else None
