"""The records. Nothing happens here: no signals, no work in save(), no queries in __str__."""

from decisions.models.account import Invitation, LoginDelay, Team, User
from decisions.models.audit import AuditEvent, AuditHead
from decisions.models.desk import Clearance, InternalNote, KeptInput, ReportSeen
from decisions.models.document import Document
from decisions.models.evidence import Evidence
from decisions.models.identity import Respondent, RespondentRuling, RespondentSpelling
from decisions.models.importing import ImportBatch, ImportMapping, ImportName, ImportRow
from decisions.models.merge import CourtMerge, JudgeMerge
from decisions.models.official import OfficialSeries, OfficialValue
from decisions.models.proceeding import CalendarDay, Event, EventJudge, Term
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
from decisions.models.release import Release, ReleasedRuling, ReleaseFile, ReleaseRebuild
from decisions.models.removal import JudgeReply, RemovalRequest
from decisions.models.ruling import Correction, Ruling, RulingProvision, Series
from decisions.models.sealed import Sealed, Unreadable
from decisions.models.search import Found, SearchText
from decisions.models.story import Story, StoryEvent
from decisions.models.version import DataVersion

__all__ = [
    "AuditEvent",
    "AuditHead",
    "CalendarDay",
    "Clearance",
    "Correction",
    "Court",
    "CourtFormerName",
    "CourtMerge",
    "CourtSpelling",
    "Event",
    "EventJudge",
    "DataVersion",
    "Document",
    "Evidence",
    "Found",
    "ImportBatch",
    "ImportMapping",
    "ImportName",
    "ImportRow",
    "InternalNote",
    "Invitation",
    "Judge",
    "JudgeMerge",
    "JudgePost",
    "JudgeReply",
    "JudgeSpelling",
    "KeptInput",
    "LoginDelay",
    "OfficialSeries",
    "OfficialValue",
    "Provision",
    "Region",
    "Release",
    "ReleaseFile",
    "ReleaseRebuild",
    "ReleasedRuling",
    "RemovalRequest",
    "ReportSeen",
    "Respondent",
    "RespondentRuling",
    "RespondentSpelling",
    "Ruling",
    "RulingProvision",
    "Sealed",
    "SearchText",
    "Series",
    "Source",
    "Story",
    "StoryEvent",
    "Team",
    "Term",
    "Unreadable",
    "User",
]
