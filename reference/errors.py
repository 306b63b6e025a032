"""The errors that all rooms raise.

::

    AirtraceError
      InputError                the person's input: says what is wrong and what to do (exit 2, no record)
        NothingIdentified       neither a post, an article nor a media file
        BadTime                 a date or time that is none, or not precise enough
        UnknownName             a station, case, link or recording that we do not have
        AmbiguousName           a name that several stations share
        MediaUnreadable         a media file that is none, or is damaged or hostile
      SiteError                 the other side: refused, away, broken (a ledger row, exit 1)
        Refused                 our own guard would not connect there
        Unreachable             no answer: name, connection, time limit
        BadAnswer               an answer that cannot be used: too large, truncated, not decodable
        Unparsed                an answer whose shape is not the one its parser knows
      RecordError               our own record
        RecordLocked            another process is writing
        RecordOutOfReach        the disk is full, read-only or failing
        RecordDamaged           the chain, the vault or a projection does not agree
        NotAllowed              a change of state that the record's rules forbid
          Overtaken             a change of a case that somebody changed since the person looked

Every message is one sentence that can be shown to a person as it is.
"""


class AirtraceError(Exception):
    """The base of all errors that Airtrace raises on purpose."""


class InputError(AirtraceError):
    """What the person gave cannot be used."""


class NothingIdentified(InputError):
    """The input holds neither a post, an article with posts, nor media."""


class BadTime(InputError):
    """A text that was meant as a date or a time is none."""


class UnknownName(InputError):
    """A name or id that is not in the record or in the reference data."""


class AmbiguousName(InputError):
    """A name that stands for several things; ``candidates`` lists their ids."""

    def __init__(self, message: str, candidates: list[str]) -> None:
        super().__init__(message)
        self.candidates = candidates


class MediaUnreadable(InputError):
    """A media file that cannot be decoded within the limits."""


class SiteError(AirtraceError):
    """Trouble on the other side of the network; never our own bug."""


class Refused(SiteError):
    """The guard does not connect to this address, port or scheme."""


class Unreachable(SiteError):
    """No usable connection: unknown host, refused, reset, or out of time."""


class BadAnswer(SiteError):
    """The answer is too large, truncated or wrongly encoded."""


class Unparsed(SiteError):
    """The answer arrived but does not have the shape its parser knows."""


class RecordError(AirtraceError):
    """Trouble with the record on this machine."""


class RecordLocked(RecordError):
    """The writer's lock could not be had in time."""


class RecordOutOfReach(RecordError):
    """The disk does not let the record be read or written; says nothing about what the record holds."""


class RecordDamaged(RecordError):
    """Stored rows or bytes do not agree with the chain."""


class NotAllowed(RecordError):
    """The asked change of state is not one of the allowed transitions."""


class Overtaken(NotAllowed):
    """The case was changed since the person looked; ``events`` are the numbers of what they have not seen."""

    def __init__(self, message: str, events: tuple[int, ...]) -> None:
        super().__init__(message)
        self.events = events
