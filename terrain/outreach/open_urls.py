from django.urls import path

from terrain.outreach.views import public

app_name = "campaign"
urlpatterns = [path("<slug:slug>/", public.page, name="page")]
