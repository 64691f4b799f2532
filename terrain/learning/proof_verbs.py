"""What tests, opinions, follow-ups and certificates write into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "learning.badge_made": _("made a badge of a certificate"),
    "learning.certificate_issued": _("issued a certificate"),
    "learning.certificate_printed": _("printed a certificate"),
    "learning.certificate_read": _("read whose a certificate is"),
    "learning.certificate_reinstated": _("let a certificate hold again"),
    "learning.certificate_renamed": _("mended the name on a certificate"),
    "learning.certificate_withdrawn": _("withdrew a certificate"),
    "learning.certificates_issued": _("issued the certificates of a training"),
    "learning.follow_up_agreed": _("said whether she may be asked later"),
    "learning.follow_up_read": _("read what became of a training"),
    "learning.followed_up": _("wrote down what became of a training"),
    "learning.name_wished": _("said how a name is written on a certificate"),
    "learning.opinion_given": _("gave an opinion on a training"),
    "learning.opinions_closed": _("closed the opinions on a training"),
    "learning.question_dropped": _("took a question out of a questionnaire"),
    "learning.question_written": _("wrote a question"),
    "learning.questionnaire_begun": _("began a questionnaire"),
    "learning.questionnaire_published": _("put a questionnaire to use"),
    "learning.score_written": _("wrote down the score of a test"),
    "learning.second_try_allowed": _("allowed another try of a test"),
    "learning.test_opened": _("opened the test after a training"),
    "learning.test_taken": _("took a test"),
    "learning.tests_closed": _("closed the tests of a training"),
}
