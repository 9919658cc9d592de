"""The records. Nothing happens here: no signals, no work in save(), no queries in __str__."""

from decisions.models.account import LoginDelay, Team, User
from decisions.models.audit import AuditEvent, AuditHead
from decisions.models.desk import Clearance, InternalNote, KeptInput
from decisions.models.document import Document
from decisions.models.evidence import Evidence
from decisions.models.identity import Respondent, RespondentRuling, RespondentSpelling
from decisions.models.proceeding import CalendarDay, Event, EventJudge, Term
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
from decisions.models.sealed import Sealed, Unreadable

__all__ = [
    "AuditEvent",
    "AuditHead",
    "CalendarDay",
    "Clearance",
    "Correction",
    "Court",
    "CourtFormerName",
    "Event",
    "EventJudge",
    "Document",
    "Evidence",
    "InternalNote",
    "Judge",
    "JudgePost",
    "JudgeSpelling",
    "KeptInput",
    "LoginDelay",
    "Provision",
    "Region",
    "Respondent",
    "RespondentRuling",
    "RespondentSpelling",
    "Ruling",
    "RulingProvision",
    "Sealed",
    "Series",
    "Source",
    "Team",
    "Term",
    "Unreadable",
    "User",
]
