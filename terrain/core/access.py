"""The Viewer: who is looking, as a frozen value built once per request."""

from dataclasses import dataclass, field

Grant = tuple[str, int | None]
"""A permission and the project it holds in; ``None`` means everywhere."""


@dataclass(frozen=True)
class Viewer:
    """Who acts or looks, and what they may do where.

    ``grants`` holds pairs (permission, project id); a project id of ``None`` holds in every project.
    ``label`` names an actor that is not a user, such as a command. ``language`` is the code to speak to them in.
    """

    user_id: int | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)
    label: str = ""
    language: str = "fr"
    everything: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody known is looking."""
        return self.user_id is not None or self.everything

    def may(self, permission: str, project_id: int | None = None) -> bool:
        """Whether the viewer holds ``permission`` in the project; without a project: in at least one."""
        if self.everything or (permission, None) in self.grants:
            return True
        if project_id is None:
            return any(held == permission for held, _ in self.grants)
        return (permission, project_id) in self.grants

    def may_everywhere(self, permission: str) -> bool:
        """Whether the viewer holds ``permission`` in every project, present and to come."""
        return self.everything or (permission, None) in self.grants

    def projects(self, permission: str) -> frozenset[int] | None:
        """Ids of the projects where ``permission`` is held; ``None`` when it is held everywhere."""
        if self.may_everywhere(permission):
            return None
        return frozenset(project for held, project in self.grants if held == permission and project is not None)


ANONYMOUS = Viewer()


def system_viewer(label: str) -> Viewer:
    """A viewer for what the house does by itself (commands, demo furnishing); ``label`` goes into the audit."""
    return Viewer(label=label, everything=True)
