"""What listeners sent."""

from django.urls import path

from terrain.radio.views import messages

urlpatterns = [
    path("messages/", messages.queue, name="messages"),
    path("messages/import/", messages.conversation, name="conversation"),
    path("messages/import/<uuid:batch>/", messages.looked, name="looked"),
    path("messages/<uuid:uid>/", messages.message, name="message"),
    path("messages/<uuid:uid>/sound/", messages.sound, name="message_sound"),
    path("messages/<uuid:uid>/keep/", messages.keep, name="keep_message"),
    path("messages/<uuid:uid>/answer/", messages.answer, name="answer_message"),
    path("messages/<uuid:uid>/draft/", messages.make_draft, name="draft_message"),
    path("messages/<uuid:uid>/lend/", messages.lend, name="lend_message"),
    path("messages/<uuid:uid>/refuse/", messages.refuse, name="refuse_message"),
    path("groups/", messages.claims, name="claims"),
    path("groups/<uuid:uid>/", messages.decide_claim, name="decide_claim"),
]
