from django.urls import path

from terrain.learning.views import checks

app_name = "certificates"
urlpatterns = [
    path("issuer/did.json", checks.did_document, name="did_document"),
    path("issuer/jwks.json", checks.key_set, name="key_set"),
    path("withdrawn", checks.withdrawn, name="withdrawn"),
    path("<str:code>/", checks.check, name="check"),
]
