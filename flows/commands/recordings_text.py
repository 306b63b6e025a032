"""``airtrace recordings captions`` and ``text``: the words of airings, taken in and searched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import captions as taking
from flows import texts
from flows.commands.common import bench_for, by_option, common, done, emit, named, note, station_names
from flows.home import Home
from flows.texts import Hit, TextFound, Within
from reference.errors import InputError
from reference.languages import language_tag, primary
from reference.times import iso, parse_instant, zone_named
from review.case_json import match_json
from review.clock import length
from review.text import one_line
from storage.records import TextOrigin, Transcript

language_option = click.option(
    "--language", metavar="TAG", help="What the words are in, as in en, ru or ko (BCP 47)."
)


@click.command()
@click.argument("name", metavar="RECORDING|AIRING")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--track", metavar="NAME", help="Without FILE: which of the tracks that the recording carries, as CC1."
)
@language_option
@click.option("--encoding", metavar="NAME", help="What the file is written in, where it is not told rightly.")
@click.option(
    "--shift",
    type=float,
    default=0.0,
    metavar="SECONDS",
    help="How much later the captions stand in the airing.",
)
@click.option(
    "--origin",
    type=click.Choice([origin.value for origin in TextOrigin]),
    help="Where the words are known from (else captions, or archive for archive.org's page).",
)
@by_option
@common
def captions(
    name: str,
    file: Path | None,
    track: str | None,
    language: str | None,
    encoding: str | None,
    shift: float,
    origin: str | None,
    by: str,
    home: Home,
    as_json: bool,
) -> int:
    """Add captions to a recording or an airing: SRT, WebVTT, TTML, or archive.org's page of a programme.

    Without FILE, those that the recording carries: CEA-608 (as within CEA-708) or a text track.

    \b
    airtrace recordings captions REC3
    airtrace recordings captions REC3 evening.srt --language ru
    airtrace recordings captions A12 FOXNEWS_20130415_050000_Stossel.html
    """
    bench = bench_for(home)
    tag = language_named(language)
    if file is None:
        if encoding or shift or origin:
            raise InputError("--encoding, --shift and --origin go with a FILE")
        taken, notes = taking.take_embedded(bench, name, track, asked_by=named(by), language=tag)
    else:
        if track:
            raise InputError("--track says which of the recording's own captions; leave the FILE out")
        body, found = taking.read_file(file, tag, encoding, shift)
        taken, notes = taking.take_in(
            bench, name, body, found, file=file.name, asked_by=named(by), language=tag,
            origin=TextOrigin(origin) if origin else None,
        )  # fmt: skip
    done(bench)
    if as_json:
        emit({**transcript_json(taken), "notes": list(notes)})
    else:
        tell(taken, notes)
    return 0


@click.command()
@click.argument("query", required=False)
@click.option(
    "--quote", metavar="TEXT", help="Find where this quotation was said, and what is otherwise in it."
)
@click.option("--station", metavar="ID", help="Only this station's airings.")
@click.option("--from", "start", metavar="TIME", help="Only from this day or time on (UTC).")
@click.option("--to", "end", metavar="TIME", help="Only up to this day or time (UTC).")
@click.option("--language", metavar="TAG", help="Only words in this language.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, metavar="N")
@common
def text(
    query: str | None,
    quote: str | None,
    station: str | None,
    start: str | None,
    end: str | None,
    language: str | None,
    limit: int,
    home: Home,
    as_json: bool,
) -> int:
    """Search what was said and shown in words.

    All words must stand within about a minute; "quotation marks" ask for a phrase, * for any ending.

    \b
    airtrace recordings text 'parade "red square"' --station RUSSIA1 --from 2024-06-18 --to 2024-06-20
    airtrace recordings text --quote "We will never give it back" --json
    """
    if (query is None) == (quote is None):
        raise InputError("say what to search for: words, or a whole text with --quote")
    bench = bench_for(home)
    within = Within(
        station=bench.stations().resolve(station).id if station else None,
        start=_instant(start, last=False),
        end=_instant(end, last=True),
        language=primary(language_named(language)) or None,
    )
    if within.start and within.end and within.end < within.start:
        raise InputError("--to lies before --from; exchange them")
    if quote is not None:
        found = texts.find_quotation(bench, quote, within, limit)
    else:
        found = texts.search(bench, query or "", within, limit)
    done(bench)
    if as_json:
        names = station_names(bench)
        emit({"query": query, "quote": quote, **_found_json(found, names)})
    else:
        _show(found)
    return 0


@click.command()
@click.argument("recording")
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A Whisper model in CTranslate2's form, with model.bin in it; none is ever downloaded.",
)
@language_option
@by_option
@common
def transcribe(recording: str, model: Path, language: str | None, by: str, home: Home, as_json: bool) -> int:
    """Recognise the speech of a recording, with faster-whisper and a model of yours.

    \b
    airtrace recordings transcribe REC3 --model models/faster-whisper-small --language ru
    """
    from flows.recognising import transcribe as recognise

    bench = bench_for(home)
    taken = recognise(bench, recording, model, asked_by=named(by), language=language_named(language))
    done(bench)
    return _kept(taken, (), "nothing was heard that is speech", as_json)


@click.command("read-screen")
@click.argument("recording")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="What is shown (else the station's languages).",
)
@click.option(
    "--every", type=click.FloatRange(0.2, 600.0), default=2.0, show_default=True, metavar="SECONDS",
    help="How far apart the frames are that are looked at.",
)  # fmt: skip
@click.option("--whole", is_flag=True, help="Read all of the picture, and not its lower third alone.")
@by_option
@common
def read_screen(
    recording: str, languages: tuple[str, ...], every: float, whole: bool, by: str, home: Home, as_json: bool
) -> int:
    """Read what a recording shows in words, with the tesseract program.

    Frames that lie within the footage of a link are kept as evidence.

    \b
    airtrace recordings read-screen REC3 --language ru --language en
    """
    from flows.recognising import read_screen as read

    bench = bench_for(home)
    tags = [tag for tag in map(language_named, languages) if tag is not None]
    taken, notes = read(bench, recording, asked_by=named(by), languages=tags, every=every, whole=whole)
    done(bench)
    return _kept(taken, notes, "no words were read on the screen", as_json)


def _kept(taken: Transcript | None, notes: tuple[str, ...], nothing: str, as_json: bool) -> int:
    """Say what a recogniser found; nothing found is an answer, and is not recorded."""
    if as_json:
        found = transcript_json(taken) if taken else {"transcript": None, "cues": 0}
        emit({**found, "notes": list(notes) if taken else [*notes, nothing]})
    elif taken:
        tell(taken, notes)
    else:
        note(nothing)
    return 0


def language_named(text: str | None) -> str | None:
    """The tag in BCP 47's form.

    Raises:
        InputError: It is none.
    """
    if text is None:
        return None
    tag = language_tag(text)
    if tag is None:
        raise InputError(f"{text!r} is no language tag; write one like en, ru, ko or zh-Hans")
    return tag


def transcript_json(transcript: Transcript) -> dict[str, Any]:
    """A transcript as ``--json`` prints it."""
    return {
        "transcript": transcript.id,
        "airing": transcript.airing.id,
        "recording": transcript.recording,
        "origin": transcript.origin,
        "language": transcript.language,
        "engine": transcript.engine,
        "format": transcript.format,
        "source_sha256": transcript.source,
        "cues": transcript.cues,
        "seconds": round(transcript.seconds, 3),
        "spans": [list(span) for span in transcript.spans],
    }


def tell(taken: Transcript, notes: tuple[str, ...]) -> None:
    """Say what was taken in, and what was wrong with it."""
    where = taken.recording or f"airing {taken.airing.id}"
    note(f"{taken.id}: {taken.cues} cues of {where}, {taken.seconds / 3600:.2f} hours with words")
    for line in notes:
        note(f"  {line}")


def _instant(text: str | None, *, last: bool) -> datetime | None:
    if text is None:
        return None
    interval, _ = parse_instant(text, zone_named("UTC"))
    return interval.end if last else interval.start


def _found_json(found: TextFound, names: Any) -> dict[str, Any]:
    return {
        "hits": [_hit_json(hit, names) for hit in found.hits],
        "more": found.more,
        "searched": {
            "transcripts": found.transcripts,
            "hours": round(sum(each.hours for each in found.searched), 4),
            "stations": [
                {
                    "station": each.station,
                    "station_name": names(each.station),
                    "hours": round(each.hours, 4),
                    "airings": each.airings,
                    "from": iso(each.first),
                    "to": iso(each.last),
                }
                for each in found.searched
            ],
        },
    }


def _hit_json(hit: Hit, names: Any) -> dict[str, Any]:
    transcript = hit.transcript
    document = {
        "airing": match_json(transcript.airing, 0.0, (), (), names)["airing"],
        "recording": transcript.recording,
        "transcript": transcript.id,
        "origin": transcript.origin,
        "language": transcript.language,
        "engine": transcript.engine,
        "at": iso(hit.at),
        "seconds": [round(second, 3) for second in hit.seconds],
        "before": hit.before,
        "text": hit.text,
        "after": hit.after,
    }
    if hit.located is not None:
        document |= {
            "fidelity": hit.located.fidelity,
            "score": hit.located.score,
            "said": hit.located.said,
            "goes_on": hit.located.goes_on,
            "differences": [
                {
                    "change": each.change,
                    "quoted": each.quoted,
                    "said": each.said,
                    "second": round(each.second, 3),
                    "marked": each.marked,
                }
                for each in hit.located.differences
            ],
        }
    return document


def _show(found: TextFound) -> None:
    console = Console(markup=False)
    for hit in found.hits:
        airing = hit.transcript.airing
        where = f"{airing.station} {iso(hit.at.replace(microsecond=0))}"
        place = f"{hit.transcript.recording or airing.id} at {length(hit.seconds[0])}, {hit.transcript.origin.value}"
        head = f"{where}  {one_line(airing.programme or '-', 40)}  ({place})"
        console.print(Text(head, style="bold"))
        passage = Text.assemble(
            (one_line(hit.before, 300), "dim"),
            " ",
            one_line(hit.text, 600),
            " ",
            (one_line(hit.after, 300), "dim"),
        )
        console.print(passage)
        if hit.located is not None:
            console.print(_words_of(hit))
        console.print()
    if found.more:
        note(f"and at least {found.more} more; --limit shows more, --station, --from and --to ask for less")
    hours = sum(each.hours for each in found.searched)
    table = Table("station", "hours", "airings", "from", "to", box=None, pad_edge=False)
    for each in found.searched:
        table.add_row(each.station, f"{each.hours:.2f}", str(each.airings), iso(each.first), iso(each.last))
    if not found.hits:
        note("it stands in no words that are held")
    note(f"searched {hours:.2f} hours with words in {found.transcripts} transcripts")
    if found.searched:
        console.print(table)


def _words_of(hit: Hit) -> Text:
    """How a quotation stands to what was said, in a line."""
    assert hit.located is not None
    lines = [f"{hit.located.fidelity.value.replace('_', ' ')}, {hit.located.score:.0%} of it"]
    for each in hit.located.differences:
        quoted, said = one_line(each.quoted, 80), one_line(each.said, 80)
        lines.append(f"{each.change.value.replace('_', ' ')}: quoted {quoted or '-'!r}, said {said or '-'!r}")
    return Text("; ".join(lines), style="italic")
