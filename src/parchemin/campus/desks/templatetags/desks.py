"""`{% load desks %}`: how the student's page names places of the text."""

from __future__ import annotations

from django import template

from parchemin.campus.desks.queries.paths import anchor as anchor_of

register = template.Library()


@register.filter
def anchor(name: object) -> str:
    """An id for something of the text."""
    return anchor_of(str(name))


@register.filter
def after_dot(name: object) -> str:
    """“étudiant.diplôme” → “diplôme”."""
    return str(name).partition(".")[2].replace("_", " ")
