"""The door of the web server: `parchemin campus run` hands it to gunicorn."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parchemin.campus.settings")
application = get_wsgi_application()
