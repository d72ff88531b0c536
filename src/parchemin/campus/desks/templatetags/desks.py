"""`{% load desks %}`: sections of the student's page, and how it names places of the text."""

from __future__ import annotations

from functools import partial

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from parchemin.campus.common.contributions import ask
from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.dossiers.queries.road import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def section(context: Context, one: Section) -> SafeString:
    """A section of the road, in the context of the page; a line that says so in the place of one that fails."""
    shown = ask(one.template, partial(_rendered, context, one))
    return render_to_string("looks/parts/incomplete.html") if shown is None else shown


def _rendered(context: Context, one: Section) -> SafeString:
    with context.push(section=one.context):
        return context.template.engine.get_template(one.template).render(context)  # type: ignore[union-attr]


@register.filter
def anchor(name: object) -> str:
    """An id for something of the text."""
    return anchor_of(str(name))


@register.filter
def after_dot(name: object) -> str:
    """“étudiant.diplôme” → “diplôme”."""
    return str(name).partition(".")[2].replace("_", " ")
