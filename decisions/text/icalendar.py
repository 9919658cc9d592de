"""A calendar file of whole days (RFC 5545). It says what it is given and adds nothing about anybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets without the line break (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole day. `uid` stays the same for the same entry, so that a program replaces and does not repeat it."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def calendar(entries: Iterable[Entry], *, name: str, now: datetime) -> bytes:
    """The file in UTF-8, with the line breaks and the folding that the standard asks for."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//casetracker//deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _event(entry: Entry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    if entry.day < date.max:  # the end is the day after, and may be left out (RFC 5545, 3.6.1)
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.url:
        yield f"URL:{_one_line(entry.url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """TEXT of RFC 5545, 3.3.11: line breaks become `\\n`; control characters, which no text may hold, go."""
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    broken = marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return _one_line(broken)


def _one_line(text: str) -> str:
    return "".join(character for character in text if character >= " " and character != "\x7f")


def folded(line: str) -> Iterator[bytes]:
    """A content line in parts of at most 75 octets, each but the first begun by a space; no character is cut."""
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            yield part
            part = b" "
        part += octets
    yield part
