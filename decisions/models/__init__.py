"""The records. Nothing happens here: no signals, no work in save(), no queries in __str__."""

from decisions.models.account import Team, User
from decisions.models.audit import AuditEvent, AuditHead
from decisions.models.evidence import Evidence
from decisions.models.reference import (
    Court,
    CourtFormerName,
    Judge,
    JudgePost,
    JudgeSpelling,
    Provision,
    Region,
    Source,
)
from decisions.models.ruling import Correction, Ruling, RulingProvision, Series

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Correction",
    "Court",
    "CourtFormerName",
    "Evidence",
    "Judge",
    "JudgePost",
    "JudgeSpelling",
    "Provision",
    "Region",
    "Ruling",
    "RulingProvision",
    "Series",
    "Source",
    "Team",
    "User",
]
