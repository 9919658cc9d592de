"""Every code that a record may hold, with the label people see and the definition in the codebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What gettext gives, now or later.
Text: TypeAlias = "str | _StrPromise"


class Empty(TextChoices):
    """Why there is no value. None of these may collapse into a blank or into "no"."""

    NOT_STATED = "not_stated", _("not stated")
    HIDDEN = "hidden", _("hidden by the court")
    UNKNOWN = "unknown", _("unknown")
    WITHHELD = "withheld", _("withheld")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


KNOWN = "known"
STATES = [(KNOWN, _("known")), *Empty.choices]


class Answer(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class Sanction(TextChoices):
    """What the judge imposed (CAO Art. 3.2, 3.10, 29.9)."""

    EXPULSION = "expulsion", _("expulsion")
    FINE_ONLY = "fine_only", _("fine only")
    TERMINATED = "terminated", _("proceedings terminated")
    RETURNED = "returned", _("returned or transferred")


class Form(TextChoices):
    """The form of expulsion (CAO Art. 3.10)."""

    CONTROLLED_DEPARTURE = "controlled_departure", _("controlled independent departure")
    FORCED = "forced", _("forced expulsion")


class Plea(TextChoices):
    ADMITTED = "admitted", _("admitted")
    PARTLY = "partly", _("partly admitted")
    DENIED = "denied", _("denied")
    SILENT = "silent", _("kept silent")


class NationalityStatus(TextChoices):
    ESTABLISHED = "established", _("established")
    CLAIMED = "claimed", _("claimed")
    DISPUTED = "disputed", _("disputed")
    STATELESS = "stateless", _("stateless")


class Standing(TextChoices):
    """What became of the ruling."""

    NOT_YET_IN_FORCE = "not_yet_in_force", _("not yet in force")
    IN_FORCE = "in_force", _("in force")
    UNDER_APPEAL = "under_appeal", _("under appeal")
    CHANGED = "changed", _("changed on appeal")
    ANNULLED = "annulled", _("annulled")
    LAPSED = "lapsed", _("lapsed")
    CARRIED_OUT = "carried_out", _("carried out")


class EventKind(TextChoices):
    """What can happen to a case after its ruling."""

    COPY_RECEIVED = "copy_received", _("copy of the ruling received")
    APPEAL_LODGED = "appeal_lodged", _("appeal lodged")
    APPEAL_DECIDED = "appeal_decided", _("appeal decided")
    CASSATION_LODGED = "cassation_lodged", _("cassation complaint lodged")
    CASSATION_DECIDED = "cassation_decided", _("cassation complaint decided")
    INTERIM_MEASURE = "interim_measure", _("interim measure (Rule 39 or a UN committee)")
    PLACED = "placed", _("placed in detention")
    DETENTION_REVIEWED = "detention_reviewed", _("detention reviewed")
    RELEASED = "released", _("released")
    EXPELLED = "expelled", _("expelled")
    LAPSED = "lapsed", _("lapsed after the time limit")
    ASYLUM_GRANTED = "asylum_granted", _("asylum granted")
    RESETTLED = "resettled", _("resettled in another country")


# What may become public without a further reason; only these have a result.
DECISIONS = (EventKind.APPEAL_DECIDED, EventKind.CASSATION_DECIDED)

# What every other kind of event would tell the world. A reviewer reads it before letting everybody see one.
TELLS: Mapping[str, Text] = {
    EventKind.COPY_RECEIVED: _(
        "when somebody could be reached with the ruling, so where they were on that day"
    ),
    EventKind.APPEAL_LODGED: _("that the person goes on fighting the expulsion, and is probably in Russia"),
    EventKind.CASSATION_LODGED: _(
        "that the person goes on fighting the expulsion, and is probably in Russia"
    ),
    EventKind.INTERIM_MEASURE: _("that an international body protects the person, and from when on"),
    EventKind.PLACED: _("that the person is or was held, and since when; the court tells in which region"),
    EventKind.DETENTION_REVIEWED: _("that the person was still held on that day"),
    EventKind.RELEASED: _("that the person is at liberty, and since when"),
    EventKind.EXPELLED: _("that the person was sent back, and when"),
    EventKind.LAPSED: _("that the person was not sent back, and is probably in Russia"),
    EventKind.ASYLUM_GRANTED: _("that the person has asylum, and is probably in Russia"),
    EventKind.RESETTLED: _("that the person got away, and when"),
}


class AppealResult(TextChoices):
    """How a higher court decided (CAO Art. 30.7, 30.17)."""

    UPHELD = "upheld", _("upheld")
    CHANGED = "changed", _("changed")
    ANNULLED = "annulled", _("annulled and terminated")
    SENT_BACK = "sent_back", _("annulled and sent back")
    NOT_EXAMINED = "not_examined", _("left without examination")


class Custody(TextChoices):
    """Whether a time in detention has ended, as far as we know."""

    HELD = "held", _("still held")
    ENDED = "ended", _("ended")
    UNKNOWN = "unknown", _("unknown")


class TermKind(TextChoices):
    """What a term of law is for."""

    APPEAL = "appeal", _("Term of appeal")
    EXECUTION = "execution", _("Limit for carrying the ruling out")
    DETENTION_REVIEW = "detention_review", _("Review of detention")


class TermUnit(TextChoices):
    DAY = "day", _("days")
    WORKING_DAY = "working_day", _("working days")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


class Qualifier(TextChoices):
    """How exact a value is; empty means exact."""

    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")


class OfficialSubject(TextChoices):
    """What an official number is about; the sections of the statistics page, in order."""

    PRESENCE = "presence", _("People in Russia")
    REFUGEE_STATUS = "refugee_status", _("Refugee status")
    TEMPORARY_ASYLUM = "temporary_asylum", _("Temporary asylum")
    OTHER_STATUS = "other_status", _("Other ways to stay")
    EXPULSION = "expulsion", _("Expulsion")


class OfficialQualifier(TextChoices):
    """How exact an official number is, and whether there is one."""

    EXACT = "exact", _("exact")
    AT_LEAST = "at_least", _("at least")
    ABOUT = "about", _("about")
    RANGE = "range", _("range")
    DERIVED = "derived", _("derived")
    MISSING = "missing", _("not known")


class StoryEventKind(TextChoices):
    """Who acts in an event of a story."""

    LIFE = "life", _("the person")
    AUTHORITY = "authority", _("an authority")
    SEIZED = "seized", _("taken by force")
    COURT = "court", _("a court")
    MEASURE = "measure", _("an international body")


class LawTopic(TextChoices):
    """The places on the page about the law; each is an anchor there, in the order of the page."""

    CAO_18_8 = "cao-18-8", _("Art. 18.8: entry and stay")
    CAO_18_10 = "cao-18-10", _("Art. 18.10: work")
    ARTICLES = "articles", _("The articles in these records")
    WHO_DECIDES = "who-decides", _("Who decides")
    SANCTION = "sanction", _("Fine, or fine with expulsion")
    FORMS = "forms", _("The two forms of expulsion")
    PLACEMENT = "placement", _("Placement in a detention centre")
    HEARING = "hearing", _("Rights at the hearing")
    APPEAL = "appeal", _("Appeal")
    DETENTION_REVIEW = "detention-review", _("How long somebody may be held")
    LAPSE = "lapse", _("When a ruling lapses")
    OTHER_MEASURES = "other-measures", _("Deportation, undesirability, entry ban")
    READMISSION = "readmission-2016", _("The readmission agreement of 2016")
    ASYLUM = "asylum", _("Refugee status and temporary asylum")
    REFUGEE_CONVENTION = "refugee-convention", _("No penalty for crossing the border")
    NON_REFOULEMENT = "non-refoulement", _("No return into danger")
    INTERIM_MEASURES = "interim-measures", _("Interim measures")
    UN_RECOMMENDATIONS = "un-recommendations", _("What the United Nations asked for")
    DPRK_63 = "dprk-63", _("DPRK Penal Code, Art. 63: treason")
    DPRK_221 = "dprk-221", _("DPRK Penal Code, Art. 221: crossing the border")


class Precision(TextChoices):
    """How much of a date is known (ISO 8601 reduced precision)."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


class Basis(TextChoices):
    """How we came to a value."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")


class Status(TextChoices):
    """Where a record is in its life."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Withdrawal(TextChoices):
    """Open leaves a tombstone (410), quiet leaves nothing (404)."""

    OPEN = "open", _("open")
    QUIET = "quiet", _("quiet")


class ReleaseState(TextChoices):
    """Whether the files of a release are handed out."""

    AVAILABLE = "available", _("available")
    UNAVAILABLE = "unavailable", _("being rebuilt")


class NoteKind(TextChoices):
    """What an internal note is for."""

    NOTE = "note", _("note")
    SENT_BACK = "sent_back", _("sent back")
    WITHHELD = "withheld", _("withheld value")


class PublicationBasis(TextChoices):
    """Why a ruling may be published."""

    CONSENT = "consent", _("the person consents")
    COURT_PUBLICATION = "court_publication", _("the court published it itself")
    PUBLISHED_SOURCE = "published_source", _("a published source reports it")
    PUBLIC_INTEREST = "public_interest", _("public interest")


class RequestFrom(TextChoices):
    """Who asks for something to be removed, corrected or answered."""

    RESPONDENT = "respondent", _("the person concerned")
    FAMILY = "family", _("family of the person")
    JUDGE = "judge", _("a judge (right of reply)")
    OTHER = "other", _("somebody else")


class RequestOutcome(TextChoices):
    """What became of such a request."""

    REMOVED = "removed", _("removed")
    CORRECTED = "corrected", _("corrected")
    REPLY_PUBLISHED = "reply_published", _("reply published")
    DECLINED = "declined", _("declined")


class ImportState(TextChoices):
    """Where an import is in its life."""

    UPLOADED = "uploaded", _("columns to be matched")
    CHECKING = "checking", _("being checked")
    READY = "ready", _("checked")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")


class ImportOutcome(TextChoices):
    """What a row of an import would do."""

    NEW = "new", _("new")
    UPDATE = "update", _("update")
    SAME = "same", _("same")
    DUPLICATE = "duplicate", _("likely duplicate")
    ERROR = "error", _("error")


class ImportKind(TextChoices):
    """What a file may name that we do not have yet."""

    COURT = "court", _("court")
    JUDGE = "judge", _("judge")
    SOURCE = "source", _("source")
    SERIES = "series", _("series")


class ImportChoice(TextChoices):
    """What is done about such a name."""

    CREATE = "create", _("create it")
    EXISTING = "existing", _("it is one that exists")


class Selection(TextChoices):
    """How the rulings of a source were chosen; different selections are never mixed silently."""

    CENSUS = "census", _("census")
    SAMPLE = "sample", _("sample")
    SELECTED_EXAMPLES = "selected_examples", _("selected examples")
    UNKNOWN = "unknown", _("unknown")


class DecidingBody(TextChoices):
    COURT = "court", _("court")
    POLICE = "police", _("police")
    BORDER_SERVICE = "border_service", _("border service")


class CourtLevel(TextChoices):
    DISTRICT = "district", _("district or city court")
    SUBJECT = "subject", _("court of a federal subject")
    JUSTICE_OF_THE_PEACE = "justice_of_the_peace", _("justice of the peace")
    GARRISON = "garrison", _("garrison military court")
    APPEAL = "appeal", _("appeal court")
    CASSATION = "cassation", _("cassation court")
    SUPREME = "supreme", _("Supreme Court")


class Role(TextChoices):
    """What an account may do; each role may also do what the ones before it may."""

    LAWYER = "lawyer", _("lawyer")
    REVIEWER = "reviewer", _("reviewer")
    ADMINISTRATOR = "administrator", _("administrator")


# Rules of inference: the only reasons for which a value may be called inferred.

RULES: Mapping[str, Text] = {
    "placement-implies-forced": _(
        "A person placed in a detention centre is expelled by force (CAO Art. 27.19)."
    ),
    "departure-implies-no-placement": _(
        "Controlled independent departure leaves the person at liberty: no placement (CAO Art. 3.10)."
    ),
    "no-placement-no-reasons": _(
        "Where nobody was placed, the question of reasons for placement does not arise."
    ),
    "overstay-is-18.8": _("Staying on after a visa or permit has ended is an offence under CAO Art. 18.8."),
    "general-finding-1": _(
        "The source says of the decisions it knows that judges neither weigh the danger on return nor "
        "consider the UN recommendations."
    ),
    "general-finding-2": _(
        "The source says of the decisions it knows that judges do not explain why they place some people "
        "in detention and let others leave by themselves."
    ),
    "split-not-given": _("The source says that a group was treated in two ways but not how many in each."),
    "defence-argument-implies-counsel": _(
        "The source reports what the defence argued, so counsel took part."
    ),
    "risk-argument-is-objection": _("An argument that return is dangerous is an objection to expulsion."),
    "caught-at-the-border": _("A person caught while crossing the border had come shortly before."),
    "report-read-from-ruling": _("The source knows the fact from the ruling, so the court knew it."),
    "back-transliteration": _("Spelled back into Russian from the Latin spelling of the source."),
}
# Of which fields a rule says something; one that is not here says how a name is spelled.
RULES_OF: Mapping[str, tuple[str, ...]] = {
    "placement-implies-forced": ("form",),
    "departure-implies-no-placement": ("placement",),
    "no-placement-no-reasons": ("placement_reasons_given",),
    "overstay-is-18.8": ("provisions",),
    "general-finding-1": ("return_risk_examined", "un_recommendations_considered"),
    "general-finding-2": ("form_reasons_given", "placement_reasons_given"),
    "split-not-given": ("form", "placement"),
    "defence-argument-implies-counsel": ("counsel",),
    "risk-argument-is-objection": ("objected_to_expulsion",),
    "caught-at-the-border": ("in_russia_since",),
    "report-read-from-ruling": ("asylum_known",),
}


def rules_for(field: str) -> list[tuple[str, Text]]:
    """The rules by which a value of the field can be inferred, with their sentences."""
    return [(rule, text) for rule, text in RULES.items() if field in RULES_OF.get(rule, ())]


SPELLING_RULES = [(rule, text) for rule, text in RULES.items() if rule not in RULES_OF]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is recorded about a ruling.

    `name` is the column, the name in the query string and in the CSV. `codes` are the field's own values
    beside the empty kinds; a field of another type has none and keeps its emptiness in `<name>_state`.
    """

    name: str
    label: Text
    definition: Text
    codes: type[TextChoices] | None = None
    qualified: bool = False

    @property
    def choices(self) -> list[tuple[str, Text]]:
        """All values with their labels, the field's own first, then the empty kinds."""
        own = self.codes.choices if self.codes else []
        return [*own, *Empty.choices]

    @property
    def labels(self) -> dict[str, Text]:
        return dict(self.choices)


def _safeguard(name: str, label: Text, definition: Text) -> Field:
    return Field(name=name, label=label, definition=definition, codes=Answer)


COURT = Field(name="court", label=_("Court"), definition=_("The court or other body that made the ruling."))
JUDGE = Field(
    name="judge", label=_("Judge"), definition=_("The judge who made the ruling, acting in public office.")
)
DECIDED_ON = Field(
    name="decided_on",
    label=_("Decided on"),
    definition=_("The date in the ruling's own text, not the website's."),
)
IN_FORCE_ON = Field(
    name="in_force_on", label=_("In force from"), definition=_("The day on which the ruling became final.")
)
CASE_NUMBER = Field(
    name="case_number", label=_("Case number"), definition=_("The number at this instance, as printed.")
)
UID = Field(
    name="uid",
    label=_("Unique case identifier (УИД)"),
    definition=_(
        "The identifier that stays with a case through every instance; many rulings of 2018 have none."
    ),
)
PROVISIONS = Field(
    name="provisions",
    label=_("Article"),
    definition=_(
        "Article and part of the Code of Administrative Offences (CAO) under which the court ruled."
    ),
)
NATIONALITY = Field(
    name="nationality", label=_("Nationality"), definition=_("Country of nationality by ISO 3166-1 alpha-2.")
)
NATIONALITY_STATUS = Field(
    name="nationality_status",
    label=_("Status of the nationality"),
    definition=_("Whether the nationality was established by papers, claimed, disputed, or there is none."),
    codes=NationalityStatus,
)
SANCTION = Field(
    name="sanction",
    label=_("Sanction"),
    definition=_(
        "What this instance imposed: expulsion (with the fine), fine only, terminated, or returned."
    ),
    codes=Sanction,
)
FINE = Field(
    name="fine_amount",
    label=_("Fine"),
    definition=_("The fine imposed, in the currency of the ruling."),
    qualified=True,
)
FORM = Field(
    name="form",
    label=_("Form of expulsion"),
    definition=_(
        "Controlled independent departure (the person leaves alone) or forced expulsion (escorted across "
        "the border), chosen by the judge (CAO Art. 3.10)."
    ),
    codes=Form,
)
PLACEMENT = Field(
    name="placement",
    label=_("Placement in detention"),
    definition=_(
        "Whether the court ordered placement in a temporary detention centre for foreign citizens "
        "(CAO Art. 27.19, 3.10(5), 32.10)."
    ),
    codes=Answer,
)
FACILITY = Field(
    name="facility", label=_("Detention centre"), definition=_("The detention centre that the court named.")
)
ENTRY_BAN = Field(
    name="entry_ban_years",
    label=_("Entry ban, years"),
    definition=_("For how many years the ruling itself says that entry is barred."),
)
PLEA = Field(
    name="plea",
    label=_("Plea"),
    definition=_(
        "What the person said about guilt; silent is a refusal to answer or sign (Constitution Art. 51)."
    ),
    codes=Plea,
)
IN_RUSSIA_SINCE = Field(
    name="in_russia_since",
    label=_("In Russia since"),
    definition=_("When the person came to Russia, as exactly as the text says."),
    qualified=True,
)
PURPOSE_OF_ENTRY = Field(
    name="purpose_of_entry",
    label=_("Purpose of entry"),
    definition=_("The purpose on entry that the text gives."),
)
HOW_FOUND = Field(
    name="how_found",
    label=_("How found"),
    definition=_("How the person came to the notice of the authorities."),
)
WORD_COUNT = Field(
    name="word_count",
    label=_("Length in words"),
    definition=_("Words in the text of the ruling."),
    qualified=True,
)
STANDING = Field(
    name="standing",
    label=_("Standing"),
    definition=_(
        "What became of the ruling: in force, under appeal, changed, annulled, lapsed, carried out."
    ),
    codes=Standing,
)
FORM_NOW = Field(
    name="form_now",
    label=_("Form of expulsion now"),
    definition=_(
        "The form of expulsion after the public decisions of higher courts; unknown where none is known, "
        "since a silence does not say that nothing changed."
    ),
    codes=Form,
)
PLACEMENT_NOW = Field(
    name="placement_now",
    label=_("Placement now"),
    definition=_(
        "Whether placement in detention is ordered after what is publicly known to have followed; unknown "
        "where nothing is. Where a higher court changed the form to controlled departure and said nothing of "
        "placement, it is no: inferred, since the law knows none with it (CAO Art. 27.19)."
    ),
    codes=Answer,
)

# Facts of the hearing: a text that is silent gives "not stated".
HEARING = (
    _safeguard("interpreter", _("Interpreter"), _("An interpreter took part.")),
    _safeguard("counsel", _("Counsel"), _("Counsel took part.")),
    _safeguard(
        "return_risk_raised",
        _("Return risk raised"),
        _("Anyone told the court of danger to the person on return."),
    ),
    _safeguard(
        "objected_to_expulsion",
        _("Objected to expulsion"),
        _("The person or counsel asked the court not to expel."),
    ),
)
# Contents of the reasoning: a text that was read and is silent gives "no".
REASONING = (
    _safeguard(
        "return_risk_examined", _("Return risk examined"), _("The court itself weighed the danger on return.")
    ),
    _safeguard(
        "un_recommendations_considered",
        _("UN recommendations considered"),
        _("The court considered the recommendations of United Nations bodies."),
    ),
    _safeguard(
        "international_law_cited",
        _("International law cited"),
        _("The court cited any treaty or judgment beyond the CAO."),
    ),
    _safeguard("asylum_known", _("Asylum known"), _("The court knew of an asylum claim or status.")),
    _safeguard(
        "fine_only_considered",
        _("Fine only considered"),
        _("The court weighed a fine without expulsion."),
    ),
    _safeguard(
        "form_reasons_given",
        _("Reasons for the form"),
        _("The court gave reasons for the form of expulsion."),
    ),
    _safeguard(
        "placement_reasons_given",
        _("Reasons for placement"),
        _("The court gave reasons for placement in detention."),
    ),
    _safeguard(
        "personal_circumstances_examined",
        _("Personal circumstances examined"),
        _("The court examined family, length of stay or health."),
    ),
    _safeguard(
        "overstay_reason_examined",
        _("Reason for overstay examined"),
        _("The court examined why the person had stayed on."),
    ),
    _safeguard("mitigation_found", _("Mitigation found"), _("The court found mitigating circumstances.")),
)

_safeguards_by_name = {field.name: field for field in (*HEARING, *REASONING)}
# In the order that the CSV and the query string have promised.
SAFEGUARDS = tuple(
    _safeguards_by_name[name]
    for name in (
        "interpreter",
        "counsel",
        "return_risk_raised",
        "return_risk_examined",
        "un_recommendations_considered",
        "international_law_cited",
        "asylum_known",
        "fine_only_considered",
        "form_reasons_given",
        "placement_reasons_given",
        "personal_circumstances_examined",
        "overstay_reason_examined",
        "mitigation_found",
        "objected_to_expulsion",
    )
)

CASE = (COURT, JUDGE, DECIDED_ON, IN_FORCE_ON, CASE_NUMBER, UID, PROVISIONS)
OUTCOME = (SANCTION, FINE, FORM, PLACEMENT, FACILITY, ENTRY_BAN, STANDING)
PERSON = (NATIONALITY, NATIONALITY_STATUS, PLEA, IN_RUSSIA_SINCE, PURPOSE_OF_ENTRY, HOW_FOUND)
DOCUMENT = (WORD_COUNT,)
# What nobody types: it follows from the public events after the ruling.
AFTERWARDS = (FORM_NOW, PLACEMENT_NOW)

# The groups of a ruling's page and of the codebook, in order.
GROUPS: tuple[tuple[Text, tuple[Field, ...]], ...] = (
    (_("The case"), CASE),
    (_("What the court ordered"), OUTCOME),
    (_("The person"), PERSON),
    (_("The hearing"), HEARING),
    (_("The reasoning"), REASONING),
    (pgettext_lazy("a document", "The text"), DOCUMENT),
)
FIELDS: Mapping[str, Field] = {field.name: field for _label, fields in GROUPS for field in fields}
# With those that nobody types.
EVERY_FIELD: Mapping[str, Field] = {**FIELDS, **{field.name: field for field in AFTERWARDS}}
# Fields whose column holds the code itself, and fields whose emptiness stands in <name>_state.
CODED = tuple(field for field in FIELDS.values() if field.codes)
TYPED = tuple(field for field in FIELDS.values() if not field.codes and field is not COURT)

# Which place on the page about the law explains a field.
LAW: Mapping[str, LawTopic] = {
    "court": LawTopic.WHO_DECIDES,
    "in_force_on": LawTopic.APPEAL,
    "provisions": LawTopic.ARTICLES,
    "sanction": LawTopic.SANCTION,
    "fine_amount": LawTopic.ARTICLES,
    "form": LawTopic.FORMS,
    "form_now": LawTopic.FORMS,
    "placement": LawTopic.PLACEMENT,
    "placement_now": LawTopic.PLACEMENT,
    "facility": LawTopic.PLACEMENT,
    "entry_ban_years": LawTopic.OTHER_MEASURES,
    "standing": LawTopic.APPEAL,
    "plea": LawTopic.HEARING,
    "interpreter": LawTopic.HEARING,
    "counsel": LawTopic.HEARING,
    "return_risk_raised": LawTopic.NON_REFOULEMENT,
    "return_risk_examined": LawTopic.NON_REFOULEMENT,
    "un_recommendations_considered": LawTopic.UN_RECOMMENDATIONS,
    "international_law_cited": LawTopic.NON_REFOULEMENT,
    "asylum_known": LawTopic.ASYLUM,
    "fine_only_considered": LawTopic.SANCTION,
    "form_reasons_given": LawTopic.FORMS,
    "placement_reasons_given": LawTopic.PLACEMENT,
    "personal_circumstances_examined": LawTopic.SANCTION,
    "overstay_reason_examined": LawTopic.CAO_18_8,
    "mitigation_found": LawTopic.SANCTION,
}

# What the empty kinds mean, as the codebook prints them.
MEANINGS: Mapping[str, Text] = {
    Empty.NOT_STATED: _(
        "The ruling was read, by us or by the source we rely on, which says so, and it is silent. "
        "Used for facts of the hearing."
    ),
    Empty.HIDDEN: _("The court blacked it out in the published text."),
    Empty.UNKNOWN: _(
        "We have not seen the ruling and our source does not say; also whatever nobody has looked at."
    ),
    Empty.WITHHELD: _("We know it and do not publish it, to protect the person."),
    Empty.NOT_APPLICABLE: _("The question does not arise."),
}

# What the codes mean whose label does not say it all, by class and code.
DEFINITIONS: Mapping[TextChoices, Text] = {
    Sanction.EXPULSION: _("Administrative expulsion, with or without a fine beside it."),
    Sanction.FINE_ONLY: _("A fine without expulsion."),
    Sanction.TERMINATED: _("The court ended the proceedings without a penalty."),
    Sanction.RETURNED: _("The case went back to who had brought it, or to another court."),
    Form.CONTROLLED_DEPARTURE: _("The person leaves alone, under control and by a day that is set."),
    Form.FORCED: _("Bailiffs escort the person across the border."),
    Plea.ADMITTED: _("The person admitted guilt."),
    Plea.PARTLY: _("The person admitted a part or the facts without the guilt."),
    Plea.DENIED: _("The person denied guilt."),
    Plea.SILENT: _("The person refused to answer or to sign (Constitution Art. 51)."),
    NationalityStatus.ESTABLISHED: _("Papers or an enquiry showed it."),
    NationalityStatus.CLAIMED: _("It rests on the person's own word."),
    NationalityStatus.DISPUTED: _("The person or an authority disputes it."),
    NationalityStatus.STATELESS: _("The person has none."),
    OfficialQualifier.EXACT: _("The source gives this number."),
    OfficialQualifier.AT_LEAST: _("The source counts a part of the period: the number is this or more."),
    OfficialQualifier.ABOUT: _("The source gives a round number."),
    OfficialQualifier.RANGE: _("The source gives two ends and no number between them."),
    OfficialQualifier.DERIVED: _("Worked out from other numbers, or read so by us; a note says how."),
    OfficialQualifier.MISSING: _("No source that we know gives it. It is not zero."),
    Standing.NOT_YET_IN_FORCE: _("The term of appeal is running."),
    Standing.IN_FORCE: _("The ruling is final."),
    Standing.UNDER_APPEAL: _("An appeal has been lodged and not decided."),
    Standing.CHANGED: _("A higher court changed it."),
    Standing.ANNULLED: _("A higher court annulled it."),
    Standing.LAPSED: _("It was not carried out in time (CAO Art. 31.9)."),
    Standing.CARRIED_OUT: _("The person has left."),
}
