from terrain.core.models.audit import AuditEvent, AuditHead
from terrain.core.models.files import SealedFile
from terrain.core.models.jobs import Job, JobState
from terrain.core.models.slips import Slip
from terrain.core.models.vault import VaultKey

__all__ = ["AuditEvent", "AuditHead", "Job", "JobState", "SealedFile", "Slip", "VaultKey"]
