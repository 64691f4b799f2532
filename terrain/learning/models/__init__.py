from terrain.learning.models.cohorts import Cohort, Group, Meeting
from terrain.learning.models.courses import Course, Module
from terrain.learning.models.enrolments import Enrolment, EnrolmentOrigin, Passage
from terrain.learning.models.requests import Request

__all__ = ["Cohort", "Course", "Enrolment", "EnrolmentOrigin", "Group", "Meeting", "Module", "Passage", "Request"]
