from django.urls import path

from terrain.learning import proof_urls
from terrain.learning.views import cohorts, courses, links, people

app_name = "learning"
urlpatterns = [
    path("", cohorts.home, name="home"),
    path("new/", cohorts.new, name="new"),
    path("courses/", courses.courses, name="courses"),
    path("courses/new/", courses.new_course, name="new_course"),
    path("courses/<uuid:uid>/", courses.course, name="course"),
    path("courses/<uuid:uid>/edit/", courses.edit_course, name="edit_course"),
    path("courses/<uuid:uid>/retire/", courses.retire_course, name="retire_course"),
    path("here/<uuid:enrolment>/", links.here, name="here"),
    path("<uuid:uid>/", cohorts.cohort, name="cohort"),
    path("<uuid:uid>/edit/", cohorts.edit, name="edit"),
    path("<uuid:uid>/change/", cohorts.change, name="change"),
    path("<uuid:uid>/days/new/", cohorts.add_meeting, name="add_meeting"),
    path("<uuid:uid>/days/<uuid:meeting>/", cohorts.edit_meeting, name="edit_meeting"),
    path("<uuid:uid>/days/<uuid:meeting>/cancel/", cohorts.cancel_meeting, name="cancel_meeting"),
    path("<uuid:uid>/days/<uuid:meeting>/door/", links.door, name="door"),
    path("<uuid:uid>/registration/", links.opening, name="opening"),
    path("<uuid:uid>/notice/", links.notice, name="notice"),
    path("<uuid:uid>/badges/", links.badges, name="badges"),
    path("<uuid:uid>/enrol/", people.enrol, name="enrol"),
    path("<uuid:uid>/enrol/all/", links.enrol_all, name="enrol_all"),
    path("<uuid:uid>/enrol/<uuid:person>/", people.enrol_person, name="enrol_person"),
    path("<uuid:uid>/people/<uuid:enrolment>/", people.trainee, name="trainee"),
    path("<uuid:uid>/people/<uuid:enrolment>/place/", people.place, name="place"),
    path("<uuid:uid>/asked/<uuid:asked_uid>/", people.registration, name="registration"),
    *proof_urls.urlpatterns,
]
