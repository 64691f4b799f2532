"""Recording, listening again, publishing."""

from django.urls import path

from terrain.radio.views import episodes, listening, recording, studio, testimonies

urlpatterns = [
    path("", studio.home, name="home"),
    path("mine/", studio.mine, name="pieces"),
    path("publish/", studio.to_publish, name="to_publish"),
    path("review/", studio.to_review, name="to_review"),
    path("record/", recording.choose, name="choose_voice"),
    path("record/<slug:way>/", recording.record, name="record"),
    path("recordings/", recording.ticket, name="recordings"),
    path("recordings/file/", recording.upload, name="upload"),
    path("recordings/<uuid:uid>/begin/", recording.begin, name="begin_recording"),
    path("recordings/<uuid:uid>/<int:number>/", recording.chunk, name="send_chunk"),
    path("recordings/<uuid:uid>/finish/", recording.finish, name="finish_recording"),
    path("recordings/<uuid:uid>/drop/", recording.drop, name="drop_recording"),
    path("episodes/<uuid:uid>/", episodes.episode, name="episode"),
    path("episodes/<uuid:uid>/edit/", episodes.edit, name="edit_episode"),
    path("episodes/<uuid:uid>/voices/", episodes.voices, name="episode_voices"),
    path("episodes/<uuid:uid>/send/", episodes.send, name="send_episode"),
    path("episodes/<uuid:uid>/approve/", episodes.approve, name="approve_episode"),
    path("episodes/<uuid:uid>/send-back/", episodes.send_back, name="send_back_episode"),
    path("episodes/<uuid:uid>/publish/", episodes.publish, name="publish_episode"),
    path("episodes/<uuid:uid>/withdraw/", episodes.withdraw, name="withdraw_episode"),
    path("episodes/<uuid:uid>/sound/", listening.episode, name="episode_sound"),
    path("lent/", testimonies.testimonies, name="testimonies"),
    path("lent/new/", testimonies.new, name="new_testimony"),
    path("lent/<uuid:uid>/", testimonies.testimony, name="testimony"),
    path("lent/<uuid:uid>/write/", testimonies.write, name="write_testimony"),
    path("lent/<uuid:uid>/agree/", testimonies.agree, name="agree_testimony"),
    path("lent/<uuid:uid>/take-up/", testimonies.take_up, name="take_up_testimony"),
    path("lent/<uuid:uid>/leave/", testimonies.leave, name="leave_testimony"),
    path("lent/<uuid:uid>/read/", testimonies.read, name="read_testimony"),
    path("lent/<uuid:uid>/sound/", listening.testimony, name="testimony_sound"),
    path("lent/<uuid:uid>/forget/", testimonies.forget, name="forget_testimony"),
    path("lent/<uuid:uid>/take-back/", testimonies.take_back, name="take_back_testimony"),
]
