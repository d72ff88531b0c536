"""The Django application of documents: no tables, only what makes and checks them."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "parchemin.campus.documents"
    label = "documents"
