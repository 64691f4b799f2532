import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrain.config.settings")
application = get_wsgi_application()
import_module("terrain.people.searching.warming").begin()
