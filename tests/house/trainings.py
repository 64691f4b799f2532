"""A training with somebody on its list, somebody who asked, a room that shows its code, for asking every address as every role."""

from datetime import time, timedelta
from typing import Any

from terrain.core import clock
from terrain.learning.actions import cohorts, courses, registrations
from terrain.learning.actions.enrolments import Comes, enrol
from tests.factories import HOUSE

GENERAL = {"home", "new", "courses", "new_course"}


class TrainingsWorld:
    """Arguments of the addresses of trainings by their names."""

    def __init__(self, project: Any, person: Any) -> None:
        title = courses.CourseSaid({"fr": "Accueil"}, categories=["official"])
        self.course = courses.write_course(project, "accueil", title, by=HOUSE)
        said = cohorts.CohortSaid("Accueil à Rabat", "Rabat", places=5)
        day = cohorts.MeetingSaid(clock.today() + timedelta(days=3), time(9), time(16), 60)
        self.cohort = cohorts.open_cohort(self.course, project, said, [day], by=HOUSE)
        self.enrolment = enrol(self.cohort, person, Comes("official"), by=HOUSE)
        self.person = person
        self.form = cohorts.open_registration(self.cohort, by=HOUSE)
        self.cohort.refresh_from_db()
        self.asked = registrations.ask(self.cohort, registrations.Asked("Nadia Fictive", "+212613000009"))
        self.meeting = self.cohort.meetings.get()
        self.room = cohorts.show_room(self.meeting, by=HOUSE)

    def arguments(self, name: str) -> list[Any]:
        """What the address called ``name`` needs."""
        room, _colon, page = name.partition(":")
        if room == "training":
            known = {"register": self.form, "request": self.asked.page_secret, "door": self.room}
            return [known.get(page, self.enrolment.page_secret)]
        if page in GENERAL:
            return []
        if page == "here":
            return [self.enrolment.uid]
        if "course" in page:
            return [self.course.uid]
        more = {
            "door": self.meeting.uid,
            "edit_meeting": self.meeting.uid,
            "cancel_meeting": self.meeting.uid,
            "trainee": self.enrolment.uid,
            "place": self.enrolment.uid,
            "enrol_person": self.person.uid,
            "registration": self.asked.uid,
        }
        return [self.cohort.uid, more[page]] if page in more else [self.cohort.uid]
