"""The records. Nothing happens here: no signals, no work in save(), no queries in __str__."""

from decisions.models.account import LoginDelay, Team, User
from decisions.models.audit import AuditEvent, AuditHead
from decisions.models.desk import Clearance, InternalNote, KeptInput, ReportSeen
from decisions.models.evidence import Evidence
from decisions.models.merge import CourtMerge, JudgeMerge
from decisions.models.reference import (
    Court,
    CourtFormerName,
    CourtSpelling,
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
    "CourtMerge",
    "CourtSpelling",
    "Evidence",
    "InternalNote",
    "Judge",
    "JudgeMerge",
    "JudgePost",
    "JudgeReply",
    "JudgeSpelling",
    "KeptInput",
    "LoginDelay",
    "Provision",
    "Region",
    "RemovalRequest",
    "ReportSeen",
    "Ruling",
    "RulingProvision",
    "Sealed",
    "Series",
    "Source",
    "Team",
    "Unreadable",
    "User",
]
