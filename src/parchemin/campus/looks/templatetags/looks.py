"""`{% load looks %}`: the components, as tags with names, and the filters that write marks and dates.

docs/looks.md shows each call; the gallery shows each component in every state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Select, widgets
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from parchemin.campus.looks import numbers
from parchemin.campus.looks.shapes import TONES, Bin, Figure, Item, Segment, Step, placed

register = template.Library()
PARTS = "looks/parts/"


# --- addresses and articles ----------------------------------------------------------------------------------


@register.simple_tag
def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing while no stage has that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def article(programme: str, number: str, words: str = "") -> SafeString:
    """A link that opens the text of an article beside the page. Plain words while nothing shows articles."""
    number = number.removeprefix("§")  # the sign is drawn: regulations cite "§3.1.1"
    shown = words or number
    url = address("texts:article", programme, number)
    if not url:
        return format_html('<span class="art">{}</span>', shown)
    kind = "art words" if words else "art"
    label = gettext("Article %(number)s of the regulation") % {"number": number}
    if words:
        label = f"{words} ({label})"
    return format_html(
        '<a class="{}" href="{}" hx-get="{}" hx-target="#article-panel" aria-expanded="false" '
        'aria-controls="article-panel" aria-label="{}">{}</a>',
        kind,
        url,
        url,
        label,
        shown,
    )


# --- words on a colour ---------------------------------------------------------------------------------------


@register.simple_tag
def chip(tone: str, words: object) -> SafeString:
    """A state, in words and colour: ok, wait, no, info or mute."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"chip: “{tone}” is no tone. One of: {', '.join(TONES)}.")
    return format_html('<span class="chip chip-{}">{}</span>', tone, words)


@register.inclusion_tag(PARTS + "refusal.html")
def refusal(refused: Any) -> dict[str, Any]:
    """Why something was not done, and what to do instead. Nothing when nothing was refused."""
    return {"refusal": refused}


@register.simple_block_tag
def notice(content: str, tone: str = "info") -> SafeString:
    """Something to know, in a box."""
    return format_html('<div class="notice notice-{}">{}</div>', tone, mark_safe(content))


# --- what holds something ------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: object = "", note: object = "", id: str = "") -> SafeString:
    """A sheet of paper on the page, with its title, and a note at the right of the title."""
    named = format_html(' id="{}-title"', id) if id else ""
    head = format_html("<h2{}>{}</h2>", named, title) if title else ""
    side = format_html("<p>{}</p>", note) if note else ""
    top = format_html('<div class="card-head">{}{}</div>', head, side) if head or side else ""
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="card"{}>{}{}</section>', anchor, top, mark_safe(content))


@register.simple_block_tag
def empty(content: str, title: object, what: object = "") -> SafeString:
    """Nothing here, why, and, in the block, what to do about it."""
    why = format_html("<p>{}</p>", what) if what else ""
    actions = format_html('<div class="actions">{}</div>', mark_safe(content)) if content.strip() else ""
    return format_html('<div class="empty"><p class="h3">{}</p>{}{}</div>', title, why, actions)


@register.simple_block_tag
def confirm(content: str, id: str, title: object) -> SafeString:
    """A native dialog, opened by any button with `data-opens="<id>"`. The block holds the words and the form."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title"><h2 id="{}-title">{}</h2>{}</dialog>',
        *(id, id, id, title),
        mark_safe(content),
    )


@register.inclusion_tag(PARTS + "loading.html")
def loading(label: object = "") -> dict[str, Any]:
    """Something is on its way. With the class `htmx-indicator` around it, shown only while it is."""
    return {"label": label}


@register.inclusion_tag(PARTS + "advance.html")
def advance(label: object, done: int, total: int) -> dict[str, Any]:
    """How far a long piece of work has come."""
    return {"label": label, "done": done, "total": total}


# --- figures -------------------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "stats.html")
def stats(figures: Iterable[Figure]) -> dict[str, Any]:
    """A strip of large figures."""
    return {"figures": figures}


@register.inclusion_tag(PARTS + "facts.html")
def facts(figures: Iterable[Figure]) -> dict[str, Any]:
    """A list of names and values, side by side."""
    return {"figures": figures}


@register.inclusion_tag(PARTS + "stack.html")
def stack(label: object, segments: Sequence[Segment]) -> dict[str, Any]:
    """A whole cut into parts: a bar, and its legend with counts and whole percents."""
    return {"label": label, "slices": placed(segments)}


@register.inclusion_tag(PARTS + "mark_bar.html")
def mark_bar(
    value: numbers.Exact | None,
    eliminatory: numbers.Exact | None = None,
    threshold: numbers.Exact | None = None,
    top: int = 20,
) -> dict[str, Any]:
    """A mark on its scale, with the eliminatory mark and the threshold. `None` is a mark not given."""

    def at(place: numbers.Exact | None) -> str | None:
        # A drawing's coordinate, a thousandth of the scale: never read back as a mark.
        if place is None:
            return None
        numerator, denominator = place.as_integer_ratio()
        return str(numerator * 1000 // (denominator * top))

    return {
        "at_value": at(value),
        "at_eliminatory": at(eliminatory),
        "at_threshold": at(threshold),
        "said": _said(value, eliminatory, threshold, top),
    }


def _said(
    value: numbers.Exact | None, eliminatory: numbers.Exact | None, threshold: numbers.Exact | None, top: int
) -> str:
    parts = [gettext("no mark yet")]
    if value is not None:
        parts = [gettext("%(mark)s out of %(top)s") % {"mark": numbers.decimals(value, 2), "top": top}]
    if eliminatory is not None:
        parts.append(gettext("eliminatory mark %(mark)s") % {"mark": numbers.decimals(eliminatory)})
    if threshold is not None:
        parts.append(gettext("threshold %(mark)s") % {"mark": numbers.decimals(threshold)})
    return " ; ".join(parts) if numbers.decimals(Decimal("0.5")) == "0,5" else "; ".join(parts)


@register.inclusion_tag(PARTS + "road.html")
def road(steps: Sequence[Step]) -> dict[str, Any]:
    """The way to the diploma, step by step; upright on a phone."""
    return {"steps": steps}


@register.inclusion_tag(PARTS + "histogram.html")
def histogram(id: str, label: object, bins: Sequence[Bin], across: object = "", up: object = "") -> dict[str, Any]:
    """A distribution, drawn, beside its table. The drawing is for the eye; the table says the same."""
    told = {
        "labels": [bar.label for bar in bins],
        "counts": [bar.count for bar in bins],
        "tones": [bar.tone for bar in bins],
        "across": str(across),
        "up": str(up or gettext("Number")),
    }
    return {"id": id, "label": label, "bins": bins, "across": across, "up": up, "told": told, "told_id": f"{id}-data"}


# --- going through lists -------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Which rows are shown of how many, and the other pages. Keeps the rest of the address."""
    numbers_shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, _query(context, name, number) if isinstance(number, int) else "") for number in numbers_shown]
    before = _query(context, name, page.previous_page_number()) if page.has_previous() else ""
    after = _query(context, name, page.next_page_number()) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after}


def _query(context: Context, name: str, value: object) -> str:
    """The address asked for, with one thing changed in it."""
    asked = context["request"].GET.copy()
    asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def sortable(context: Context, key: str, words: object, kind: str = "") -> SafeString:
    """The head of a column one may sort by, in `?sort=key` or `?sort=-key`. `kind="num"` sets it to the right."""
    asked = context["request"].GET.get("sort", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(asked, "none")
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if state == "ascending" else key
    query.pop("page", None)
    arrows = mark_safe(
        '<svg viewBox="0 0 10 14" aria-hidden="true" focusable="false">'
        '<path class="up" d="M5 0 9 5.500H1Z"/><path class="down" d="M5 14 1 8.500h8Z"/></svg>'
    )
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="?{}">{}{}</a></th>',
        *(kind, state, query.urlencode(), words, arrows),
    )


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(label: object, items: Sequence[Item]) -> dict[str, Any]:
    """Views of one thing, each at an address of its own."""
    return {"label": label, "items": items}


# --- forms ---------------------------------------------------------------------------------------------------


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The widget of a field, in the classes of the house."""
    kind = field.field.widget
    if isinstance(kind, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return field.as_widget()  # a class would go on the list as well as on its boxes: the style sheet finds them
    if isinstance(kind, CheckboxInput):
        style = "form-check-input"
    elif getattr(kind, "input_type", "") == "range":
        style = "form-range"
    else:
        style = "form-select" if isinstance(kind, Select) else "form-control"
    return field.as_widget(attrs={"class": f"{kind.attrs.get('class', '')} {style}".strip()})


@register.filter
def ticks(field: BoundField) -> bool:
    """Whether a field is one box to tick: its label then stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


# --- numbers and days ----------------------------------------------------------------------------------------


@register.filter
def mark(value: numbers.Exact | None) -> SafeString | str:
    """12,50. “—” for none. What no decimal writes whole goes on (10,44…) and says its fraction."""
    if value is None or value == "":
        return numbers.NONE
    shown = numbers.decimals(value, 2)
    if not numbers.is_endless(value):
        return shown
    whole = numbers.fraction(Fraction(value))
    return format_html('<span class="unending" title="{}">{}</span>', whole, shown)


@register.filter
def number(value: numbers.Exact | None) -> str:
    """1 365 or 0,5: with no more decimals than there are."""
    return numbers.NONE if value is None or value == "" else numbers.decimals(value)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """27 novembre 2026."""
    return _time(value, numbers.day(value)) if value else numbers.NONE


@register.simple_tag(takes_context=True)
def short_day(context: Context, value: date | datetime | None) -> SafeString | str:
    """27 nov.; with its year where it is of another university year than the moment of the page."""
    today = timezone.localdate(context["request"].at)
    return _time(value, numbers.short_day(value, today)) if value else numbers.NONE


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """27 novembre 2026 à 10 h 30."""
    return _time(value, numbers.moment(value)) if value else numbers.NONE


def _time(value: date | datetime, shown: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


# --- what a regulation says ----------------------------------------------------------------------------------

ARTICLE = re.compile(r"§\s?(\d[\w.\-]*\w|\d)")
BEFORE_A_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) ")


@register.filter
def words(name: object) -> str:
    """A word of a text as people read it: “autre_motif” → “autre motif”."""
    return str(name).replace("_", " ")


@register.filter
def article_number(number: object) -> str:
    """The number of an article without its sign, as the tag `article` takes it."""
    return str(number).removeprefix("§").strip()


@register.filter
def with_articles(sentence: object, programme: object) -> SafeString:
    """A sentence whose articles open beside the page, its French signs held to the word before them."""
    text, made, after = BEFORE_A_SIGN.sub("\u00a0", str(sentence)), [], 0
    for found in ARTICLE.finditer(text):
        made += [escape(text[after : found.start()]), article(str(programme), found.group(1))]
        after = found.end()
    return mark_safe("".join([*made, escape(text[after:])]))
