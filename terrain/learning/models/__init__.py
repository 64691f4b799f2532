from terrain.learning.models.certificates import Certificate
from terrain.learning.models.cohorts import Cohort, Group, Meeting
from terrain.learning.models.courses import Course, Module
from terrain.learning.models.enrolments import Enrolment, EnrolmentOrigin, Passage
from terrain.learning.models.evaluations import Asked, FollowUp, Proof, QuestionTally, Reaction, Sitting
from terrain.learning.models.questionnaires import Question, Questionnaire
from terrain.learning.models.requests import Request

__all__ = [
    "Asked",
    "Certificate",
    "Cohort",
    "Course",
    "Enrolment",
    "EnrolmentOrigin",
    "FollowUp",
    "Group",
    "Meeting",
    "Module",
    "Passage",
    "Proof",
    "Question",
    "QuestionTally",
    "Questionnaire",
    "Reaction",
    "Request",
    "Sitting",
]
