"""Hosts and guests, what they agreed to."""

from django.urls import URLPattern, path

from terrain.radio.views import own_voice, voices

urlpatterns: list[URLPattern] = [
    path("voices/", voices.voices, name="voices"),
    path("voices/new/", voices.new, name="new_voice"),
    path("voices/mine/", own_voice.mine, name="my_voice"),
    path("voices/mine/agree/", own_voice.agree, name="my_agreement"),
    path("voices/mine/change-my-mind/", own_voice.take_back, name="change_my_mind"),
    path("voices/proofs/<uuid:uid>/", voices.proof, name="voice_proof"),
    path("voices/<uuid:uid>/", voices.voice, name="voice"),
    path("voices/<uuid:uid>/change/", voices.edit, name="edit_voice"),
    path("voices/<uuid:uid>/agree/", voices.agree, name="voice_agreement"),
    path("voices/<uuid:uid>/take-back/", voices.take_back, name="voice_take_back"),
    path("voices/<uuid:uid>/code/", voices.code, name="voice_code"),
    path("voices/<uuid:uid>/telephone-lost/", voices.phone_lost, name="voice_phone_lost"),
    path("voices/<uuid:uid>/link/", voices.link, name="voice_link"),
    path("voices/<uuid:uid>/person/", voices.person, name="voice_person"),
    path("voices/<uuid:uid>/left/", voices.left, name="voice_left"),
]
