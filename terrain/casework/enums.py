from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    """Whom a file is about."""

    PERSON = "person", _("a person")
    GROUP = "group", _("a group")
    ENTERPRISE = "enterprise", _("an enterprise")


class Risk(models.TextChoices):
    """How urgent the situation is; blank is not yet assessed. What each asks for is data of the kind of file."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("critical")


class GrantKind(models.TextChoices):
    """Why somebody sees a file."""

    OWNER = "owner", _("in charge of the file")
    COWORKER = "coworker", _("works on the file")
    NAMED = "named", _("named to see a sealed file")
    EXCEPTIONAL = "exceptional", _("exceptional access")


class NoteClass(models.TextChoices):
    """Three sorts of confidences, each under a key of its own."""

    ORDINARY = "ordinary", _("ordinary")
    CLINICAL = "clinical", _("clinical")
    PRIVILEGED = "privileged", _("legal privilege")


class Closing(models.TextChoices):
    """Where the closing of a file stands."""

    NONE = "", _("not asked")
    ASKED = "asked", _("waiting for approval")
    CLOSED = "closed", _("closed")


class AppointmentState(models.TextChoices):
    """What became of an appointment."""

    PLANNED = "planned", _("planned")
    KEPT = "kept", _("she came")
    MISSED = "missed", _("she did not come")
    CANCELLED = "cancelled", _("cancelled")


class Reminder(models.TextChoices):
    """What became of the reminder that she asked for: written, or why the house did not write and a colleague reminds her."""

    NONE = "", _("not yet")
    SENDING = "sending", _("on its way to her")
    SENT = "sent", _("the house wrote to her")
    NO_SENDER = "no_sender", _("The house has no address that says nothing of who writes.")
    NO_ADDRESS = "no_address", _("She has no e-mail address of her own.")
    NEVER = "never", _("Never by e-mail, she said.")
    OTHER_WAYS = "other_ways", _("She said other ways than e-mail.")
    CODE_WORD = "code_word", _("A word has to be said to her first, and a message cannot keep it.")
    NO_MESSAGE = "no_message", _("No message may be left for her.")
    HOURS = "hours", _("No hour at which she may be written to comes before the appointment.")
    LOST = "lost", _("It is not sure that the message left.")


class Judgement(models.TextChoices):
    """What somebody else thinks of an exceptional access."""

    JUSTIFIED = "justified", _("justified")
    NOT_JUSTIFIED = "not_justified", _("not justified")
    FOLLOW_UP = "follow_up", _("justified, and something is to be done")


class ExportKind(models.TextChoices):
    """What is taken out."""

    CASELOAD = "caseload", _("list of files")
    CASE = "case", _("summary of one file")
    REGISTRY = "registry", _("list of people")


class PlanState(models.TextChoices):
    """Where a version of the plan stands."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", _("waits for approval")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("replaced")


class ActionState(models.TextChoices):
    """What became of a planned action."""

    TODO = "todo", _("to do")
    DOING = "doing", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


class Whose(models.TextChoices):
    """Who acts."""

    STAFF = "staff", _("a colleague")
    PERSON = "person", _("the person herself")
    PARTNER = "partner", _("a partner")
