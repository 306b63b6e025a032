"""The words of yt-dlp: the site's trouble told apart from our own, and named for what it is."""
# ruff: noqa: E501 - the sentences of yt-dlp stand unbroken

from __future__ import annotations

import pytest

from scrapers.posts.ytdlp_said import MEANINGS, Trouble, trouble_in, words_of
from storage.records import FetchState

COOKIES = (
    ". Use --cookies-from-browser or --cookies for the authentication. See  "
    "https://github.com/yt-dlp/yt-dlp/wiki/FAQ#how-do-i-pass-cookies-to-yt-dlp  for how to manually pass cookies"
)
REPORT = (
    "; please report this issue on  https://github.com/yt-dlp/yt-dlp/issues?q= , filling out the appropriate "
    "issue template. Confirm you are on the latest version using  yt-dlp -U"
)

SAID = [
    ("ERROR: [youtube] abc: Private video. Sign in if you've been granted access to this video" + COOKIES, Trouble.PRIVATE),
    ("ERROR: [youtube] abc: Video unavailable. This video is private", Trouble.PRIVATE),
    ("ERROR: [TikTok] 7: You do not have permission to view this post. Log into an account that has access" + COOKIES, Trouble.PRIVATE),
    ("ERROR: [Instagram] a: This content is only available for registered users who follow this account" + COOKIES, Trouble.PRIVATE),
    ("ERROR: [youtube] abc: Sign in to confirm your age. This video may be inappropriate for some users." + COOKIES, Trouble.AGE_GATED),
    ("ERROR: [TikTok] 7: This post may not be comfortable for some audiences. Log in for access" + COOKIES, Trouble.AGE_GATED),
    ("ERROR: [Instagram] a: Restricted Video: You must be 18 years old or over to see this video" + COOKIES, Trouble.AGE_GATED),
    ("ERROR: [youtube] abc: Sign in to confirm you\u2019re not a bot" + COOKIES, Trouble.NOT_A_PERSON),
    ("ERROR: [youtube] abc: Join this channel to get access to members-only content like this video", Trouble.PAID),
    ("ERROR: [youtube] abc: Video unavailable. The uploader has not made this video available in your country", Trouble.GEO_BLOCKED),
    ("ERROR: [vk] -1_2: This video is not available from your location due to geo restriction" + REPORT, Trouble.GEO_BLOCKED),
    ("ERROR: [TikTok] 7: Your IP address is blocked from accessing this post", Trouble.GEO_BLOCKED),
    ("ERROR: [youtube] abc: Video unavailable. This video contains content from X, who has blocked it in your country on copyright grounds", Trouble.GEO_BLOCKED),
    ("ERROR: [youtube] abc: Video unavailable. This video is no longer available because the YouTube account associated with this video has been terminated.", Trouble.SUSPENDED),
    ("ERROR: [youtube] abc: Video unavailable. This video has been removed by the uploader", Trouble.REMOVED),
    ("ERROR: [youtube] abc: This video has been removed for violating YouTube's Terms of Service", Trouble.REMOVED),
    ("ERROR: [vk] -1_2: Video -1_2 has been deleted.", Trouble.REMOVED),
    ("ERROR: [youtube] abc: Video unavailable", Trouble.UNAVAILABLE),
    ("ERROR: [Odnoklassniki] 1: Unable to download webpage: HTTP Error 404: Not Found (caused by <HTTPError 404: Not Found>)", Trouble.UNAVAILABLE),
    ("[download] Made-up news live does not pass filter (!is_live), skipping ..", Trouble.LIVE),
    ("ERROR: [youtube] abc: This live event will begin in 3 hours.", Trouble.UPCOMING),
    ("ERROR: [youtube] abc: Premieres in 20 minutes", Trouble.UPCOMING),
    ("ERROR: [Instagram] a: The webpage request was redirected to the login page. You have exceeded the rate-limit for accessing posts anonymously" + COOKIES, Trouble.LOGIN_WALL),
    ("ERROR: [Instagram] a: Instagram sent an empty media response. Check if this post is accessible in your browser without being logged-in." + REPORT, Trouble.LOGIN_WALL),
    ("ERROR: [facebook] 1: This video is only available for registered users" + COOKIES, Trouble.LOGIN_WALL),
    ("ERROR: [youtube] abc: This content isn't available, try again later. The current session has been rate-limited by YouTube for up to an hour.", Trouble.RATE_LIMITED),
    ("ERROR: [rutube] a: Unable to download JSON metadata: HTTP Error 429: Too Many Requests", Trouble.RATE_LIMITED),
    ("ERROR: [dailymotion] a: This video is DRM protected", Trouble.PROTECTED),
    ("ERROR: [Instagram] a: There is no video in this post", Trouble.NO_VIDEO),
    ("[download] File is larger than max-filesize (9 bytes > 8 bytes). Aborting.", Trouble.TOO_LARGE),
    ("ERROR: Unsupported URL: https://www.threads.com/@a/post/b", Trouble.UNKNOWN_SITE),
    ("ERROR: [Rumble] v1: Unable to download webpage: HTTP Error 403: Forbidden", Trouble.REFUSED),
    ("ERROR: [Rumble] v1: ('Unable to connect to proxy', OSError('Tunnel connection failed: 403 Refused'))", Trouble.GUARDED),
    ("ERROR: [Rumble] v1: ('Unable to connect to proxy', OSError('Tunnel connection failed: 503 Pause'))", Trouble.RATE_LIMITED),
    ("ERROR: [Rumble] v1: ('Unable to connect to proxy', OSError('Tunnel connection failed: 502 Unreachable'))", Trouble.NETWORK),
    ("ERROR: [Rumble] v1: Unable to download webpage: HTTP Error 502: Bad Gateway", Trouble.SITE_FAULT),
    ("ERROR: [Rumble] v1: Unable to download webpage: The read operation timed out", Trouble.NETWORK),
    ("ERROR: unable to download video data: Connection reset by peer", Trouble.NETWORK),
    ("ERROR: [facebook] 1: Cannot parse data" + REPORT, Trouble.EXTRACTOR_BROKEN),
    ("ERROR: [TikTok] 7: Unable to extract universal data for rehydration" + REPORT, Trouble.EXTRACTOR_BROKEN),
    ("ERROR: [vk] -1_2: No video formats found!" + REPORT, Trouble.EXTRACTOR_BROKEN),
    ("Traceback (most recent call last):\n  File\nValueError: x", Trouble.EXTRACTOR_BROKEN),
    ("Usage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: no such option: --no-js-runtimes", Trouble.MISUSED),
    ("/usr/bin/python: No module named yt_dlp", Trouble.NOT_INSTALLED),
    ("ERROR: [vk] -1_2: Ein Fehler", Trouble.UNKNOWN),
    ("", Trouble.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("said", "trouble"), SAID)
def test_each_trouble_has_its_name(said: str, trouble: Trouble) -> None:
    assert trouble_in(said) is trouble


def test_warnings_and_progress_do_not_count_where_an_error_says_more() -> None:
    said = (
        "WARNING: [youtube] abc: Sign in to confirm your age\n"
        "[youtube] abc: Downloading private video page\n"
        "ERROR: [youtube] abc: Video unavailable\n"
    )
    assert trouble_in(said) is Trouble.UNAVAILABLE


def test_every_trouble_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Trouble)
    assert all(meaning.sentence.endswith(".") or "(" in meaning.sentence for meaning in MEANINGS.values())


def test_no_trouble_is_taken_for_the_post_and_only_clear_words_for_its_end() -> None:
    gone = {trouble for trouble, meaning in MEANINGS.items() if meaning.state is FetchState.DELETED}
    assert gone == {Trouble.REMOVED}
    assert not any(meaning.state in {FetchState.VISIBLE, FetchState.EDITED} for meaning in MEANINGS.values())


def test_the_words_for_the_ledger_are_without_advice() -> None:
    assert words_of("ERROR: [youtube] abc: Private video" + COOKIES) == "Private video"
    assert words_of("ERROR: [facebook] 1: Cannot parse data" + REPORT) == "Cannot parse data"
    assert (
        words_of("ERROR: [vk] 1: HTTP Error 404: Not Found (caused by <HTTPError 404>)")
        == "HTTP Error 404: Not Found"
    )
    assert words_of("[download] all is well") == ""
    assert len(words_of("ERROR: " + "x" * 5000)) == 300
