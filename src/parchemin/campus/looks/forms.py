"""Django's forms drawn as the campus draws them: label, help, field, and a refusal beside the field it is about."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class LooksRenderer(TemplatesSetting):
    form_template_name = "looks/form/form.html"
    field_template_name = "looks/form/field.html"
    formset_template_name = "looks/form/formset.html"
