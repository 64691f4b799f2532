"""The demo accounts get their roles in the projects that the programme has."""

from terrain.accounts import demo as accounts_demo
from terrain.core.access import Viewer
from terrain.programmes.actions import assign
from terrain.programmes.models import Assignment, Project


def furnish(by: Viewer) -> None:
    """Make the demo accounts and give each its role, once."""
    users = accounts_demo.furnish()
    projects = {project.code: project for project in Project.objects.all()}
    for account in accounts_demo.DEMO_ACCOUNTS:
        if account.project is not None and account.project not in projects:
            continue
        user = users[account.email]
        if not Assignment.objects.filter(user=user, role=account.role).exists():
            assign(user, account.role, project=projects.get(account.project or ""), by=by)
