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

from reference.day_phrases import find
from reference.day_words import FoundDay, find_days
from reference.stations import Mention, Ownership, Stations
from reference.times import Precision
from scrapers.lead_attribution import MEDIA, showing
from storage.records import Article, EmbeddedPost, Lead, LeadAbout

_END = re.compile(
    r"(?<=[.!?。！？])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\sa-zа-яё])|(?<=[。！？])(?=\S)|\n{2,}|\n(?=\s*[-•*])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Sen|Rep|Gov|Prof|vs|approx|No|U\.S|U\.K|a\.m|p\.m)|\b[A-Z]|(?<!\d)\d{1,2})\.$"
)

_DEFINITE = re.compile(
    rf"(?<!\w)(?:the|this|that|these|those|viral|same|its|das|dieses|den|dem|der|dieser|die|diese|la|cette|le|ce|les|ces|"
    rf"l['’]|el|los|este|esta|estos|las|estas|эт\w{{1,3}}|данн\w+|оригинал)\s+(?:(?!(?:the|an?)\s)\w+,?[-\s]){{0,3}}?{MEDIA}(?!\w)|"
    r"(?<!\w)l['’]\s?(?:extrait|enregistrement|image|original)(?!\w)|(?:영상은|영상이|[이그]\s*(?:동)?영상|해당\s*(?:동)?영상|동영상은)",
    re.IGNORECASE,
)
_DEFINITE_BY_ITSELF = re.compile(
    r"^\W*(?:на\s+самом\s+деле|в\s+действительности|как\s+выяснилось|само|оригинальн\w+|исходн\w+)?,?\s*"
    r"(?:видео|ролик|кадры|запись|съёмк\w+|съемк\w+)(?!\w)|^\W*(?:영상|동영상)|"
    r"(?:[该該此]|[这這][段个個支]?|この)(?:视频|視頻|影片|画面|畫面|動画|映像)|^\W*(?:视频|視頻|影片)|"
    r"هذا\s+(?:الفيديو|المقطع)|^\W*(?:الفيديو|المقطع|اللقطات)(?!\w)|"
    r"(?:این|آن)\s+(?:ویدئو|ویدیو|فیلم|تصاویر)|(?<!\w)bu\s+(?:video|görüntü)\w*|^\W*görüntüler\w*",
    re.IGNORECASE,
)
"""Languages without articles: such a word at the start is footage known already."""
_BARE_MEDIA = re.compile(rf"^\W*(?:{MEDIA})(?!\w)", re.IGNORECASE)
_PRONOUN = re.compile(r"\W*(?:It|They|This|That|These|Оно|Они|Es|Sie|Il|Elle)(?!\w)")
_HOLDS = re.compile(
    r"(?<!\w)(?:contain\w*|includ\w+|features?|using|found|seen|comes?|came|taken|originat\w+|extract\w*|cut|part|"
    r"(?:clip|excerpt)\s+from|stamm\w+|provien\w*|proced\w*)(?!\w)",
    re.IGNORECASE,
)
"""Ties footage that is known to the report which it is from."""
_OTHER = re.compile(
    rf"(?<!\w)(?:a(?!\s\w+ée?s?\s)|an|another|other|separate|different|second|further|additional|earlier|later|several|some|ein|eine|"
    rf"andere|une?|autre|una?|otro|otra|друг\w+|ещё\s+один|отдельн\w+)\s+(?:\w+[-\s]){{0,3}}?"
    rf"(?:{MEDIA}|segment|report|program(?:me)?|documentary|broadcast|bulletin|interview|show|episode|сюжет\w*|"
    r"репортаж\w*|Beitrag|Bericht|reportage|reportaje)(?!\w)|"
    r"(?:다른|별도의|또\s*다른)\s*(?:영상|장면)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?<!\w)(?:first|originally|initially|впервые|zuerst|ursprünglich|d['’]abord|primero|originalmente)(?!\w)|처음|"
    r"最早|最初|首先|首次|لأول\s+مرة|(?:نخستین|اولین)\s+بار|ilk\s+(?:kez|olarak|defa)(?!\w)",
    re.I,
)
_FIRST_BEFORE = re.compile(r"(?:first|originally|initially|впервые|zuerst)\s+$", re.IGNORECASE)
_BEFORE = 300
"""Characters before a sentence that can say what it goes on about."""
_DAY_NEAR = 60
"""Characters between a broadcaster's name and the day on which it showed something."""
_BESIDE = 20
"""Characters between other footage and the name of the broadcaster that showed it."""
_LONGEST_SENTENCE = 1_000
_LONGEST_TEXT = 100_000
"""Characters of an article that are searched; the time grows with them."""
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
    leads: list[Lead] = []
    for sentence in _sentences(article):
        mentions = stations.mentions(sentence.text)
        for at, mention in enumerate(mentions):
            begin = showing(sentence.text, mentions, at) if mention.stations else None
            if begin is not None:
                leads.append(_lead(article, sentence, mention, begin, stations))
    return tuple(_without_repeats(leads))


def _sentences(article: Article) -> list[_Sentence]:
    """The sentences of the article's own text, without those of the posts that are embedded in it."""
    found: list[_Sentence] = []
    for start, end in _between(article.posts, min(len(article.text), _LONGEST_TEXT)):
        text = article.text[start:end]
        begin = 0
        for match in _END.finditer(text):
            if _ABBREVIATION.search(text[max(begin, match.start() - 10) : match.start()]):
                continue
            found.append(_Sentence(start + begin, text[begin : match.start()]))
            begin = match.end()
        found.append(_Sentence(start + begin, text[begin:]))
    return [part for sentence in found if sentence.text.strip() for part in _bounded(sentence)]


def _bounded(sentence: _Sentence) -> list[_Sentence]:
    """The sentence, or its parts where it is longer than any sentence of prose."""
    return [
        _Sentence(sentence.start + begin, sentence.text[begin : begin + _LONGEST_SENTENCE])
        for begin in range(0, len(sentence.text), _LONGEST_SENTENCE)
    ]


def _between(posts: Sequence[EmbeddedPost], length: int) -> list[tuple[int, int]]:
    parts, begin = [], 0
    for post in sorted(posts, key=lambda each: each.start):
        parts.append((begin, max(begin, post.start)))
        begin = max(begin, post.end)
    return [*parts, (begin, length)]


def _lead(article: Article, sentence: _Sentence, mention: Mention, begin: int, stations: Stations) -> Lead:
    about, because = _about(article, sentence, mention)
    days = _days(sentence.text, mention, article.published)
    ids = _meant(mention, sentence.text, stations)
    return Lead(
        text=" ".join(sentence.text.split()),
        about=about,
        because=because,
        attribution=_attribution(sentence.text, mention, begin),
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
    countries = set(stations.of_countries_in(near))
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


def _attribution(text: str, mention: Mention, begin: int) -> str:
    """The words that attribute, from the verb to the broadcaster's name."""
    if first := _FIRST_BEFORE.search(text[:begin]):
        begin = first.start()
    return " ".join(text[begin : mention.end].split())


def _days(text: str, mention: Mention, anchor: date | None) -> FoundDay | None:
    """The day that belongs to the showing: the first one after the name, else the nearest before it."""
    if anchor is None:
        return None
    begin = text.rfind(";", 0, mention.start) + 1
    end = text.find(";", mention.end)
    found = _named_days(text[: end if end >= 0 else len(text)], anchor)
    after = [each for each in found if mention.end <= each.start <= mention.end + _DAY_NEAR]
    before = [each for each in found if max(begin, mention.start - _DAY_NEAR) <= each.end <= mention.start]
    return after[0] if after else before[-1] if before else None


def _named_days(text: str, anchor: date) -> list[FoundDay]:
    """All days in the text; of two that overlap, the longer expression where it leaves one reading."""
    found = list(find_days(text, anchor))
    for each in find(text, anchor):
        within = [other for other in found if other.start < each.end and each.start < other.end]
        longer = all(other.end - other.start < each.end - each.start for other in within)
        if each.meaning.days is not None and longer:
            found = [other for other in found if other not in within]
            found.append(FoundDay(each.start, each.end, each.meaning.days))
    return sorted(found, key=lambda each: each.start)


def _about(article: Article, sentence: _Sentence, mention: Mention) -> tuple[LeadAbout, str]:
    """Whether the sentence speaks of the embedded post's footage."""
    text = sentence.text
    other = _OTHER.search(text)
    definite = _definite(article, sentence)
    shared = _shared(text[: mention.start] + text[mention.end :], article.posts)
    listed = ", ".join(shared[:3])
    if other is not None and (definite is None or _apart(text, other, definite[0], mention)):
        return LeadAbout.OTHER_FOOTAGE, f"it brings in other footage: “{' '.join(other[0].split())}”"
    if definite is not None:
        words = definite[1]
        if shared:
            return LeadAbout.EMBEDDED_POST, f"it speaks of “{words}” and shares with the post: {listed}"
        if _FIRST.search(text) or _viral(article, sentence):
            return LeadAbout.EMBEDDED_POST, f"it says where “{words}” comes from"
        if _near_post(article, sentence):
            return LeadAbout.EMBEDDED_POST, f"it speaks of “{words}” beside the post"
        return (
            LeadAbout.OTHER_FOOTAGE,
            f"it speaks of “{words}”, and it cannot be told whether that is the post's",
        )
    if shared and (_FIRST.search(text) or _BARE_MEDIA.search(text)):
        return LeadAbout.EMBEDDED_POST, f"it says who showed it and shares with the post: {listed}"
    return LeadAbout.OTHER_FOOTAGE, "it does not speak of the post's footage"


def _apart(text: str, other: re.Match[str], definite: int, mention: Mention) -> bool:
    """Whether the other footage was shown: it comes first or right before the name, and nothing ties both."""
    shown = other.start() < definite or 0 <= mention.start - other.end() <= _BESIDE
    return shown and _HOLDS.search(text) is None


def _definite(article: Article, sentence: _Sentence) -> tuple[int, str] | None:
    """Where the sentence speaks of footage that is known already, and in what words."""
    if match := _DEFINITE.search(sentence.text) or _DEFINITE_BY_ITSELF.search(sentence.text):
        return match.start(), " ".join(match[0].split())
    if _PRONOUN.match(sentence.text):
        before = article.text[max(0, sentence.start - _BEFORE) : sentence.start].rstrip()
        last = re.split(r"(?<=[.!?])\s+|\n", before)[-1]
        if (match := _DEFINITE.search(last)) and _OTHER.search(last) is None:
            return 0, " ".join(match[0].split())
    return None


def _viral(article: Article, sentence: _Sentence) -> bool:
    """Whether the sentence before says that the footage went round, so that this one goes on about it."""
    before = article.text[max(0, sentence.start - _BEFORE) : sentence.start]
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
