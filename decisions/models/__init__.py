"""The records. Nothing happens here: no signals, no work in save(), no queries in __str__."""

from decisions.models.account import LoginDelay, Team, User
from decisions.models.audit import AuditEvent, AuditHead
from decisions.models.desk import Clearance, InternalNote, KeptInput
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
from decisions.models.removal import JudgeReply, RemovalRequest
from decisions.models.ruling import Correction, Ruling, RulingProvision, Series
from decisions.models.sealed import Sealed, Unreadable

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Clearance",
    "Correction",
    "Court",
    "CourtFormerName",
    "Evidence",
    "InternalNote",
    "Judge",
    "JudgePost",
    "JudgeReply",
    "JudgeSpelling",
    "KeptInput",
    "LoginDelay",
    "Provision",
    "Region",
    "RemovalRequest",
    "Ruling",
    "RulingProvision",
    "Sealed",
    "Series",
    "Source",
    "Team",
    "Unreadable",
    "User",
]
