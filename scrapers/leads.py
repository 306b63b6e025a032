"""Leads: where an article says that a broadcaster showed footage, and whether it means the post's footage.

A lead is a sentence outside the embedded posts that names a broadcaster and says that it showed, aired or
published something. Only a sentence about the embedded post's own footage is a lead to its source; one that
brings in other footage is kept apart, and so is one that cannot be told, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reference.day_words import FoundDay, find_days
from reference.stations import Mention, Ownership, Stations
from reference.times import Precision
from storage.records import Article, EmbeddedPost, Lead, LeadAbout

_END = re.compile(r"(?<=[.!?。！？])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\sa-zа-яё])|\n{2,}|\n(?=\s*[-•*])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Sen|Rep|Gov|Prof|vs|approx|No|U\.S|U\.K|a\.m|p\.m)|\b[A-Z])\.$"
)

_SHOWN = re.compile(
    r"(?<!\w)(?:re-?)?(?:publish|air|broadcast|televis|screen|transmit|release|show|run|ran|post|carr|"
    r"distribut|upload|shar|premier|stream|featur|film|record|shot|captur|produc|play|"
    r"показа|опубликова|транслир|эфир|вышл|вышел|выпусти|veröffentlich|ausgestrahlt|ausstrahl|gesendet|sendete|"
    r"gezeigt|zeigte|diffus|publi|montr|emiti|difund|public|transmit|mostr)\w*|방송|방영|공개|보도|내보",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"(?<!\w)(?:(?:footage|video|clip|images?|pictures|film|recording|material|report|segment|broadcast)s?\s+"
    r"(?:\w+\s+){0,3}?(?:from|by|of|on|via|courtesy\s+of)|courtesy\s+of|according\s+to|(?:credit|source)s?\s*:|"
    r"taken\s+from|originat\w+\s+(?:from|on|with)|comes?\s+from|came\s+from|aufnahmen\s+(?:des|von)|images\s+de|"
    r"imágenes\s+de|кадры)(?!\w)",
    re.IGNORECASE,
)
_MEDIA = (
    r"(?:video|footage|clip|recording|film|images|pictures|scenes?|sequence|post|"
    r"видео|ролик|кадры|запись|съёмк\w+|съемк\w+|Aufnahmen?|Bilder|Filmaufnahmen|Clip|Video|vidéo|images|extrait|"
    r"vídeo|imágenes|grabación)"
)
_DEFINITE = re.compile(
    rf"(?<!\w)(?:the|this|that|these|those|viral|same|its|(?:the|this)\s+\w+|das|dieses|der|dieser|die|diese|la|cette|le|ce|les|ces|"
    rf"el|este|esta|las|estas|это|этот|эти|данн\w+)\s+(?:\w+[-\s]){{0,2}}?{_MEDIA}(?!\w)|"
    r"(?:영상은|영상이|이\s*영상|해당\s*영상|동영상은)",
    re.IGNORECASE,
)
_BARE_DEFINITE = re.compile(rf"^\W*(?:{_MEDIA})(?!\w)", re.IGNORECASE)
_OTHER = re.compile(
    rf"(?<!\w)(?:a|an|another|other|separate|different|second|further|additional|earlier|later|several|some|ein|eine|"
    rf"andere|une?|autre|una?|otro|otra|друг\w+|ещё\s+один|отдельн\w+)\s+(?:\w+[-\s]){{0,3}}?"
    rf"(?:{_MEDIA}|segment|report|program(?:me)?|documentary|broadcast|bulletin|interview|show|episode|сюжет\w*|"
    r"репортаж\w*|Beitrag|Bericht|reportage|reportaje)(?!\w)|"
    r"(?:다른|별도의|또\s*다른)\s*(?:영상|장면)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?<!\w)(?:first|originally|initially|впервые|zuerst|ursprünglich|d['’]abord|primero|originalmente)(?!\w)|처음",
    re.I,
)
_BEFORE_IT_WAS = re.compile(
    r"(?<!\w)(?:did\s+not|didn['’]t|never|not|denied|refused\s+to|no)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_PLAIN = frozenset(
    {
        "that", "this", "with", "from", "have", "were", "they", "their", "them", "there", "which", "when", "while",
        "will", "would", "about", "after", "before", "into", "over", "said", "says", "also", "been", "being", "both",
        "only", "than", "then", "these", "those", "video", "footage", "clip", "show", "shows", "showing", "shown",
        "television", "broadcast", "state", "media", "channel", "first", "published", "president", "leader",
        "official", "post", "posted", "viral", "tonight", "today",
    }
)  # fmt: skip
"""Words that two texts can share without speaking of the same thing."""


@dataclass(frozen=True)
class _Sentence:
    start: int
    text: str


def find_leads(article: Article, stations: Stations) -> tuple[Lead, ...]:
    """The article's leads, in the order of its text."""
    leads = []
    for sentence in _sentences(article):
        for mention in stations.mentions(sentence.text):
            if mention.stations and _attributes(sentence.text, mention):
                leads.append(_lead(article, sentence, mention, stations))
    return tuple(_without_repeats(leads))


def _sentences(article: Article) -> list[_Sentence]:
    """The sentences of the article's own text, without those of the posts that are embedded in it."""
    found: list[_Sentence] = []
    for start, end in _between(article.posts, len(article.text)):
        text = article.text[start:end]
        begin = 0
        for match in _END.finditer(text):
            if _ABBREVIATION.search(text[begin : match.start()]):
                continue
            found.append(_Sentence(start + begin, text[begin : match.start()]))
            begin = match.end()
        found.append(_Sentence(start + begin, text[begin:]))
    return [sentence for sentence in found if sentence.text.strip()]


def _between(posts: Sequence[EmbeddedPost], length: int) -> list[tuple[int, int]]:
    parts, begin = [], 0
    for post in sorted(posts, key=lambda each: each.start):
        parts.append((begin, max(begin, post.start)))
        begin = max(begin, post.end)
    return [*parts, (begin, length)]


def _attributes(text: str, mention: Mention) -> bool:
    """Whether the sentence says that this broadcaster showed something, and does not deny it."""
    near = text[max(0, mention.start - 90) : mention.end + 110]
    shown = _SHOWN.search(near) or _CREDITED.search(near)
    if shown is None:
        return False
    return _BEFORE_IT_WAS.search(near[: shown.start()]) is None


def _lead(article: Article, sentence: _Sentence, mention: Mention, stations: Stations) -> Lead:
    about, because = _about(article, sentence, mention)
    days = _days(sentence.text, mention, article.published)
    ids = _meant(mention, sentence.text, stations)
    return Lead(
        text=" ".join(sentence.text.split()),
        about=about,
        because=because,
        attribution=_attribution(sentence.text, mention),
        stations=ids,
        first_day=days.days.first if days else None,
        last_day=days.days.last if days else article.published,
        precision=days.days.precision if days else Precision.DAY,
        weekday_named=days.days.weekday_named if days else None,
        weekday_agrees=days.days.weekday_agrees if days else None,
    )


def _meant(mention: Mention, text: str, stations: Stations) -> tuple[str, ...]:
    """The stations that the words can mean; of namesakes, the one whose country or ownership stands beside it."""
    if mention.generic or len(mention.stations) == 1:
        return mention.stations
    near = text[max(0, mention.start - 60) : mention.end + 60]
    countries = {station for other in stations.mentions(near) if other.generic for station in other.stations}
    named = tuple(station for station in mention.stations if station in countries)
    if named:
        return named
    if re.search(
        r"(?<!\w)(?:state|government)[- ](?:run|owned|controlled|television|TV|media|broadcaster)", near, re.I
    ):
        owned = tuple(
            station
            for station in mention.stations
            if stations.get(station).ownership is Ownership.STATE_CONTROLLED
        )
        return owned or mention.stations
    return mention.stations


def _attribution(text: str, mention: Mention) -> str:
    """The words that attribute, from the verb to the broadcaster's name."""
    before = text[max(0, mention.start - 60) : mention.start]
    verbs = list(_SHOWN.finditer(before)) or list(_CREDITED.finditer(before))
    start = mention.start
    if verbs:
        start = mention.start - len(before) + verbs[-1].start()
        if first := re.search(
            r"(?:first|originally|initially|впервые|zuerst)\s+$", text[:start], re.IGNORECASE
        ):
            start = first.start()
    return " ".join(text[start : mention.end].split())


def _days(text: str, mention: Mention, anchor: date | None) -> FoundDay | None:
    """The day that belongs to the showing: the first one after the name, else the nearest before it."""
    if anchor is None:
        return None
    found = find_days(text, anchor)
    clause_end = mention.end + 60
    after = [each for each in found if mention.end <= each.start <= clause_end]
    before = [each for each in found if each.end <= mention.start and mention.start - each.end <= 60]
    return after[0] if after else before[-1] if before else None


def _about(article: Article, sentence: _Sentence, mention: Mention) -> tuple[LeadAbout, str]:
    """Whether the sentence speaks of the embedded post's footage."""
    text = sentence.text
    definite = _DEFINITE.search(text) or _BARE_DEFINITE.search(text)
    other = _OTHER.search(text)
    shared = _shared(text[: mention.start] + text[mention.end :], article.posts)
    if other is not None and (definite is None or other.start() < definite.start()):
        return LeadAbout.OTHER_FOOTAGE, f"it brings in other footage: “{' '.join(other[0].split())}”"
    if definite is not None:
        words = " ".join(definite[0].split())
        if shared:
            listed = ", ".join(shared[:3])
            return LeadAbout.EMBEDDED_POST, f"it speaks of “{words}” and shares with the post: {listed}"
        if _FIRST.search(text) or _viral(article, sentence):
            return LeadAbout.EMBEDDED_POST, f"it says where “{words}” comes from"
        if _near_post(article, sentence):
            return LeadAbout.EMBEDDED_POST, f"it speaks of “{words}” beside the post"
        return (
            LeadAbout.OTHER_FOOTAGE,
            f"it speaks of “{words}”, and it cannot be told whether that is the post's",
        )
    if shared and _FIRST.search(text) and mention is not None:
        return (
            LeadAbout.EMBEDDED_POST,
            f"it says who showed it first and shares with the post: {', '.join(shared[:3])}",
        )
    return LeadAbout.OTHER_FOOTAGE, "it does not speak of the post's footage"


def _viral(article: Article, sentence: _Sentence) -> bool:
    """Whether the sentence before says that the footage went round, so that this one goes on about it."""
    before = article.text[max(0, sentence.start - 300) : sentence.start]
    return (
        re.search(
            r"viral|social media|widely shared|соцсет|вирусн|vir[ae]l|sozialen|réseaux|redes", before, re.I
        )
        is not None
    )


def _near_post(article: Article, sentence: _Sentence) -> bool:
    """Whether nothing but a sentence or two stands between it and an embedded post."""
    end = sentence.start + len(sentence.text)
    return any(
        0 <= post.start - end <= 320 or 0 <= sentence.start - post.end <= 160 for post in article.posts
    )


def _shared(text: str, posts: Sequence[EmbeddedPost]) -> list[str]:
    """Words that the sentence shares with a post's caption and that say what is seen; names of people aside."""
    said = {_stem(word): word for word in _WORD.findall(text)}
    found: dict[str, str] = {}
    for post in posts:
        for word in _WORD.findall(post.post.text):
            stem = _stem(word)
            if stem in said and stem not in _PLAIN and word.lower() not in _PLAIN:
                found.setdefault(stem, said[stem])
    return list(found.values())


def _stem(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"(?:ing|ed|es|s|'s|’s)$", "", plain) if len(plain) > 5 else plain.rstrip("s")


def _without_repeats(leads: Sequence[Lead]) -> list[Lead]:
    """One lead a sentence and set of stations; a generic name gives way to the station named beside it."""
    kept: list[Lead] = []
    for lead in leads:
        same = [
            other for other in kept if other.text == lead.text and set(lead.stations) & set(other.stations)
        ]
        if not same:
            kept.append(lead)
            continue
        narrower = min((*same, lead), key=lambda each: len(each.stations))
        kept = [other for other in kept if other not in same]
        kept.append(narrower)
    return kept
