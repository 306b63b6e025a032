"""Whether a sentence says that a broadcaster showed footage, and does not deny, doubt or merely quote it.

English first; the plain cases of Russian, Korean, German, French and Spanish, and the plainest of Chinese, Japanese,
Arabic, Persian and Turkish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reference.stations import Mention

MEDIA = (
    r"(?:video|footage|clip|recording|film|images|pictures|scenes?|sequence|post|"
    r"видео|ролик\w?|кадры|запись|съёмк\w+|съемк\w+|Aufnahmen?|Bilder|Filmaufnahmen|Clip|vidéos?|extrait|séquence|"
    r"vídeos?|imágenes|grabación|grabaciones|escenas|secuencia)"
)
"""Words for footage that an article can speak of."""

# Each pattern below is one way to say it; ``..._BEFORE`` ends where the name begins, ``..._AFTER`` begins where
# it ends.

_SHOWING = (
    r"(?:(?:re-?)?(?:published|publishing|aired|airs|airing|broadcast(?:s|ed|ing)?|televised|screened|"
    r"transmitted|released|releasing|ran|runs|run|posted|posting|carried|carrying|distributed|uploaded|shared|"
    r"premiered|streamed|featured|displayed|played|circulated|provided|supplied)|shown|"
    rf"{MEDIA}\s+(?:(?:first|originally|initially|also)\s+)?appeared|(?:first|originally|initially)\s+appeared|"
    r"liefen|lief|"
    r"показа\w+|показыва\w+|опубликова\w+|транслир\w+|эфир\w*|вышл\w+|вышел|выпусти\w+|"
    r"veröffentlicht\w*|ausgestrahlt\w*|gesendet|sendete\w?|gezeigt|zeigte\w?|brachte|strahlte\w?|verbreitete\w?|"
    r"(?:re)?diffusée?s?|retransmise?s?|publiée?s?|montrée?s?|relayée?s?|"
    r"(?:re)?emiti\w+|emitió|difundi\w+|publicad\w+|publicó|transmiti\w+|retransmiti\w+|mostr(?:ad\w+|ó))"
)
_ACTIVE = rf"(?:showed|shows|show|air|publish|release|post|{_SHOWING})"
_PREPOSITION = (
    r"(?:by|on|from|to|via|in|of|through|with|de|du|des|par|sur|dans|à|por|en|von|vom|im|beim?|auf|в|на|у|от)"
)
_NAMED_AS = r"(?:\s+(?!(?:after|before|when|while|as|since|because|that|if|and|but)\s)[\w’'«“\"-]+){0,3}"
"""What can stand between the preposition and the name: ``the Iranian state broadcaster``."""
_ITEM = (
    r"(?:footage|video|clip|images?|pictures|film|recording|material|report|segment|broadcast|bulletin|"
    r"programme|program|interview|documentary|"
    r"кадры|сюжет\w*|репортаж\w*|Beitrags?|Bericht\w*|Sendung|Aufnahmen|reportage|journal|images|imágenes|reportaje|"
    r"noticiero|informativo)"
)
_SHOWN_BEFORE = re.compile(
    rf"(?<!\w){_SHOWING}(?!\w)"
    r"(?=(?:(?!\s(?:after|before|while|when|during)\s)[^;]){0,80}"
    rf"(?<!\w){_PREPOSITION}{_NAMED_AS}\s*$)",
    re.IGNORECASE,
)
_SHOWN_BEFORE_BARE = re.compile(
    r"(?<!\w)(?:показа\w+|опубликова\w+|выпусти\w+)\s+(?:\w+\s+){0,2}[«“\"]?$|"
    r"(?<!\w)(?:репортажа|сюжета|эфира|выпуска|передачи|программы|трансляции)\s+(?:\w+\s+){0,3}[«“\"]?$|"
    r"(?<!\w)(?:zeigte|sendete|veröffentlichte|brachte)\s+(?:\w+\s+){0,3}$|"
    r"(?<!\w)(?:(?:re)?emitió|difundió|publicó|(?:re)?transmitió|mostró)\s+(?:\w+\s+){0,3}$|"
    r"(?<!\w)qu['’](?:a|avait|ont)\s+(?:re)?(?:diffus|publi|montr)ée?s?\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_ARABIC_BEFORE = re.compile(
    r"(?<!\w)[وف]?(?:قد\s+)?[يت]?(?:بث|نشر|عرض|أذاع)\w{0,3}"
    r"(?:\s+(?!\S*[.;،])\S+){0,7}?\s+(?:(?:على|عبر|من|في)\s+)?(?:شاشة\s+|قناة\s+)?$"
)
_ITEM_BEFORE = re.compile(rf"(?<!\w){_ITEM}\s+{_PREPOSITION}{_NAMED_AS}\s*$", re.IGNORECASE)
_FROM_BEFORE = re.compile(
    r"(?<!\w)(?:courtesy\s+of|(?:credit|source)s?\s*:|taken\s+from|"
    r"originat\w+\s+(?:from|on|with)|c(?:o|a)mes?\s+from|but\s+from|(?:stamm\w+|entnommen)\s+(?:aus|von|vom)|"
    r"(?:provien(?:t|nent)|(?:ex)?tirée?s?|issue?s?|extraite?s?)\s+d\w*['’]?|"
    r"(?:proced\w+|provien\w+|extraíd\w+|tomad\w+|sacad\w+)\s+del?|взят\w+\s+(?:из|с|у))(?:\s+[\w’'-]+){0,3}\s*$",
    re.IGNORECASE,
)
_BRACKET_BEFORE = re.compile(rf"(?<!\w){MEDIA}\s*[(\[](?:\w+:\s*)?$", re.IGNORECASE)
_SHOWN_AFTER = re.compile(
    r"\s*[»”\"]?(?:,\s[^,;]{1,60},)?(?:,?\s+(?:which|that|who)(?!\w))?"
    r"(?:\s+(?:had|has|have|was|were|been|is|first|the|to|originally|later|also|then|both|each|itself|"
    r"initially|already|впервые|zuerst|hat|hatte|a|avait|ha))*"
    rf"\s+(?P<verb>{_ACTIVE})(?!\w)",
    re.IGNORECASE,
)
_SHOWN_LATE = re.compile(
    r"^(?:[이가은는의]|에서)?[^,;.]{0,30}(?:방송|방영|공개|보도|내보|송출)|"
    r"^[^,;.]{0,40}(?<!\w)(?:gezeigt|zeigte|ausgestrahlt|ausstrahlte|gesendet|sendete|veröffentlicht(?:e)?|"
    r"(?:re)?diffusée?s?|publiée?s?|показал\w*|опубликовал\w*|emitió|difundió|publicó|transmitió)(?!\w)|"
    r"^[^,;.，。；]{0,40}(?:播出|播放|首播|发布|發布|公布|放送|公開|報じ)|"
    r"^[^,;.،]{0,60}(?<!\w)(?:پخش|منتشر)\s+(?:شد|کرد)\w{0,4}(?!\w)|"
    r"^[^,;.]{0,60}(?<!\w)(?:yay[ıi]n|yayım|göster|paylaş)(?!\w*m[ae]d[ıi])\w+",
    re.IGNORECASE,
)
_FILMED = re.compile(r"(?<!\w)(?:filmed|recorded|shot)\s+(?:by|on|in)(?!\w)", re.IGNORECASE)
_ACCORDING = re.compile(r"(?<!\w)according\s+to(?:\s+[\w’'-]+){0,3}\s*$", re.IGNORECASE)
_TEXT_ITEM = re.compile(
    r"\s+(?:(?:an?|its|the|several|two)\s+(?:\w+\s+){0,2})?(?:article|story|statement|list|op-ed|column|correction|"
    r"fact[- ]check)s?(?!\w)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?<!\w)(?:journalist|reporter|correspondent|anchor|host|presenter|editor|producer|spokes\w+|critic|viewer|fan|"
    r"employee|contributor|user|account|worker|executive|head|director|president|boss|lawyer)s?"
    r"(?:\s+\w+){0,3}\s+(?:of|with|at|for|from|by|on)(?:\s+[\w’'-]+){0,2}\s*$",
    re.IGNORECASE,
)
"""Somebody who belongs to a broadcaster, or watches it, is not the broadcaster."""
_DENIED = re.compile(
    r"(?<!\w)(?:not|never|neither|nor|denie[sd]|denying|refused|without|unclear|unknown|"
    r"whether|if|allegedly|supposedly|purportedly|reportedly|as\s+(?:if|though)|no\s+(?:evidence|sign|trace)|"
    r"false|untrue|wrong(?:ly)?|baseless|fabricated|"
    r"لم|لن|ليس|ليست|نفى|نفت|"
    r"не|никогда|ни|якобы|будто|опроверг\w+|отриц\w+|"
    r"nie|nicht|kein\w*|niemals|angeblich|bestreitet|bestritt|dementiert\w*|"
    r"jamais|ne|ni|aurai(?:t|ent)|dément\w*|démenti|prétendument|"
    r"no\s+(?:(?:lo|la|los|las|se|ha|han|fue|fueron|había|sido)\s+){0,3}(?:(?:re)?(?:emit|transm|difund|public|mostr)\w+)|"
    r"nunca|jamás|ningun\w*|habría\w?|supuestamente|presuntamente|negó|niega|desmintió|desmiente)(?!\w)|"
    r"(?<!\w)n['’](?=[aeéêiouyh])|"
    r"n['’]t(?!\w)|않|아니|没有|沒有|并未|並未|并非|否认|否認",
    re.IGNORECASE,
)
_NEVERTHELESS = re.compile(r"[;:—–]|,?\s+(?:but|sondern|mais|sino|а|но)\s", re.IGNORECASE)
_DENIED_LATE = re.compile(
    r"적[이은도]?\s*없|지\s*않|않았|아니라|아니다|아닌|부인했|사실이\s*아|주장(?:했|하|이|도)|"
    r"(?<!\w)(?:nie|nicht|niemals|jamais|pas)\s+(?:\w+\s+){0,3}?"
    r"(?:gezeigt|gesendet|ausgestrahlt|veröffentlicht|diffusée?s?|publiée?s?)(?!\w)",
    re.IGNORECASE,
)
"""In languages that deny after the broadcaster's name."""
_OF_USERS = re.compile(
    r"(?<!\w)(?:selon\s+(?:les|des|certains|plusieurs)\s+(?:internautes|utilisateurs|comptes|publications)|"
    r"según\s+(?:los|las|algunos|algunas|varios|varias)\s+(?:usuarios|cuentas|internautas|publicaciones|mensajes)|"
    r"(?:laut|nach\s+Angaben)\s+(?:der|von|einiger|mehrerer)?\s*(?:\w*nutzern?|Nutzerinnen|Beiträgen?|Posts?)|"
    r"(?:как\s+)?утвержда\w+\s+(?:\w+\s+){0,2}?(?:пользовател\w+|автор\w+|пост\w*)|"
    r"по\s+словам\s+(?:\w+\s+)?(?:пользовател\w+|автор\w+))(?!\w)|누리꾼|네티즌",
    re.IGNORECASE,
)
"""What the post's readers say of its footage is not what the article says."""
_FALSE_CLAIM = re.compile(
    r"(?<!\w)(?:claims?|assertion|rumou?rs?|posts?)(?!\w)[^.;]{0,160}"
    r"(?<!\w)(?:false|untrue|wrong|baseless|fabricated|misleading)(?!\w)",
    re.IGNORECASE,
)
_OF_THE_POST = re.compile(
    r"(?<!\w)(?:posts?|captions?|tweets?|users?)\s+(?:\w+\s+){0,2}?"
    r"(?:claim(?:s|ed)?|sa(?:ys?|id)|alleged?s?|assert(?:s|ed)?|insist(?:s|ed)?)\s+(?!to\s)[^,;:—–]*$",
    re.IGNORECASE,
)
"""What the post says of its footage is not what the article says."""
_LISTED = re.compile(
    r"[\s,»”\"]*(?:and|or|und|et|y|и|as\s+well\s+as|&|와|과)?\s*(?:the\s+)?[«“\"]?", re.IGNORECASE
)
_NEAR = 110


def showing(text: str, mentions: Sequence[Mention], at: int) -> int | None:
    """Where the words begin that say that the broadcaster ``mentions[at]`` showed something; None if none do.

    Broadcasters that are listed together share what is said of them; else each has what stands beside it.
    """
    first, last = _listed_with(text, mentions, at)
    floor = mentions[first - 1].end if first else 0
    ceiling = mentions[last + 1].start if last + 1 < len(mentions) else len(text)
    start, end = mentions[first].start, mentions[last].end
    window = max(floor, start - _NEAR)
    if _PERSON.search(text[window:start]):
        return None
    said = _before(text[window:start], text)
    if said is None:
        verb = _after(text[end : min(ceiling, end + _NEAR)])
        if verb is None or _TEXT_ITEM.match(text, end + verb):
            return None
        end += verb
    if _is_denied(text, end) or _FALSE_CLAIM.search(text):
        return None
    return mentions[at].start if said is None else window + said


def _listed_with(text: str, mentions: Sequence[Mention], at: int) -> tuple[int, int]:
    """The first and the last broadcaster of the list that this one stands in."""
    first = last = at
    while first and _LISTED.fullmatch(text, mentions[first - 1].end, mentions[first].start):
        first -= 1
    while last + 1 < len(mentions) and _LISTED.fullmatch(text, mentions[last].end, mentions[last + 1].start):
        last += 1
    return first, last


def _before(before: str, text: str) -> int | None:
    for pattern in (
        _SHOWN_BEFORE,
        _SHOWN_BEFORE_BARE,
        _ARABIC_BEFORE,
        _FROM_BEFORE,
        _BRACKET_BEFORE,
        _ITEM_BEFORE,
    ):
        if found := list(pattern.finditer(before)):
            return found[-1].start()
    according = _ACCORDING.search(before)
    return according.start() if according and _FILMED.search(text) else None


def _after(after: str) -> int | None:
    """Where the verb that belongs to the broadcaster before it ends."""
    if match := _SHOWN_AFTER.match(after):
        return match.end()
    match = _SHOWN_LATE.match(after)
    return match.end() if match else None


def _is_denied(text: str, end: int) -> bool:
    """Whether a word of denial or doubt stands before, within the part of the sentence that says it.

    So is what the article only reports the post to say.
    """
    part = text[:end]
    if _OF_THE_POST.search(part) or _OF_USERS.search(part) or _DENIED_LATE.search(text):
        return True
    turns = [turn.end() for turn in _NEVERTHELESS.finditer(part)]
    return _DENIED.search(part, turns[-1] if turns else 0) is not None
