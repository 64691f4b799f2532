"""Two visits at the front desk in a demonstration: one that is over, one that waits for its appointment."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from terrain.accounts.models import User
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.pathways.reception.actions import Visit, receive
from terrain.pathways.reception.kind import RECEPTION
from terrain.people import actions as people
from terrain.people.identity import Identity, normalise_phone
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

RECEPTIONIST, CASEWORKER = "reception@demo.example", "caseworker.w4i@demo.example"


def furnish(by: Viewer) -> None:
    """Receive both visitors, once, where the programme has W4I."""
    project = Project.objects.filter(code="W4I").first()
    users = {user.email: user for user in User.objects.filter(email__in=[RECEPTIONIST, CASEWORKER])}
    if project is None or len(users) < 2 or Case.objects.filter(kind=RECEPTION.code).exists():
        return
    desk = viewer_of(users[RECEPTIONIST])
    tomorrow = datetime.combine(clock.today() + timedelta(1), time(10, 30))
    for name, phone, reason, outcome in (
        ("Démo Awa Koné", "0600020011", "information", "informed"),
        ("Démo Grace Okafor", "0600020012", "work", ""),
    ):
        identity = Identity(name, sex="F", phone=normalise_phone(phone))
        person = people.register(identity, project=project, by=by)
        visit = Visit(project, person, reason, outcome=outcome)
        if not outcome:
            host = users[CASEWORKER].pk
            visit = Visit(project, person, reason, starts_at=timezone.make_aware(tomorrow), host=host)
        receive(visit, by=desk)
