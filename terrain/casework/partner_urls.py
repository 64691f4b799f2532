from django.urls import path

from terrain.casework.views import partners

app_name = "partner"
urlpatterns = [path("<str:secret>/", partners.answer, name="answer")]
