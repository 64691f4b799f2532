"""Addresses of what hangs on her own page; part of the room's open ones."""

from django.urls import path

from terrain.learning.views import hers

urlpatterns = [
    path("<str:secret>/test/<slug:moment>/", hers.test, name="test"),
    path("<str:secret>/opinion/", hers.opinion, name="opinion"),
    path("<str:secret>/follow-up/<slug:later>/", hers.follow_up, name="follow_up"),
    path("<str:secret>/follow-up/", hers.agree, name="agree_follow_up"),
    path("<str:secret>/certificate/", hers.certificate, name="certificate"),
    path("<str:secret>/certificate/page.pdf", hers.certificate_pdf, name="certificate_pdf"),
    path("<str:secret>/certificate/badge/", hers.badge, name="badge"),
]
