"""ClaimReview and MediaReview: every type and property is schema.org's, and only decisions are reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from review.reviews import Publisher, claim_reviews, media_reviews
from storage.records import CaseFile, Decision, LinkState, MediaCategory, WorkflowState
from tests.review.review_cases import MADE_AT, full_case, link, stations

THING = {"name", "url", "identifier", "alternateName"}
WORK = THING | {
    "author",
    "creator",
    "datePublished",
    "dateModified",
    "text",
    "archivedAt",
    "correction",
    "publication",
}
REVIEW = WORK | {"itemReviewed", "reviewRating", "reviewBody"}
MEDIA = WORK | {"contentUrl", "sha256", "duration", "uploadDate", "encodesCreativeWork"}
TERMS = {
    "ClaimReview": REVIEW | {"claimReviewed"},
    "MediaReview": REVIEW
    | {"mediaAuthenticityCategory", "originalMediaContextDescription", "originalMediaLink"},
    "Claim": WORK | {"appearance", "firstAppearance"},
    "Rating": THING,
    "Person": THING,
    "Organization": THING,
    "SocialMediaPosting": WORK,
    "CorrectionComment": WORK,
    "MediaReviewItem": WORK | {"mediaItemAppearance"},
    "MediaObject": MEDIA,
    "VideoObject": MEDIA,
    "AudioObject": MEDIA,
    "ImageObject": MEDIA,
    "TVClip": WORK | {"startOffset", "endOffset", "partOfEpisode"},
    "TVEpisode": WORK,
    "BroadcastEvent": THING | {"startDate", "publishedOn"},
    "PublicationEvent": THING | {"startDate", "publishedOn"},
    "BroadcastService": THING,
}
"""Types with the properties whose domain takes them in, inherited ones included."""
RANGES = {
    "itemReviewed": {"Claim", "MediaReviewItem"},
    "reviewRating": {"Rating"},
    "author": {"Person", "Organization"},
    "creator": {"Person", "Organization"},
    "appearance": {"SocialMediaPosting"},
    "correction": {"CorrectionComment"},
    "originalMediaLink": {"MediaObject", "VideoObject", "AudioObject"},
    "mediaItemAppearance": {"MediaObject", "VideoObject", "AudioObject", "ImageObject"},
    "encodesCreativeWork": {"TVClip"},
    "partOfEpisode": {"TVEpisode"},
    "publication": {"BroadcastEvent", "PublicationEvent"},
    "publishedOn": {"BroadcastService"},
}
PUBLISHER = Publisher("The Example Herald", "https://herald.example/", "https://herald.example/cases/")


def closed(**changes: object) -> CaseFile:
    case = full_case(state=WorkflowState.CLOSED, links=(link(state=LinkState.CONFIRMED), link(id="L2")))
    return replace(case, **changes)  # type: ignore[arg-type]


def check_terms(node: dict[str, Any]) -> None:
    kind = node["@type"]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        assert name in TERMS[kind], f"{kind} has no {name}"
        for each in value if isinstance(value, list) else [value]:
            assert each not in (None, "", [], {})
            if isinstance(each, dict):
                assert each["@type"] in RANGES[name], f"{name} of {kind}"
                check_terms(each)


def test_every_type_and_property_is_schema_org_s() -> None:
    case = closed()
    for review in [*claim_reviews(case, PUBLISHER), *media_reviews(case, PUBLISHER, stations)]:
        assert review["@context"] == "https://schema.org"
        check_terms(review)


def test_the_claim_and_the_person_s_rating() -> None:
    (review,) = claim_reviews(closed(), PUBLISHER)
    assert review["claimReviewed"] == "No broadcaster shows the footage."
    assert review["reviewRating"]["alternateName"] == "False"
    assert review["author"]["name"] == "The Example Herald"
    assert review["url"] == "https://herald.example/cases/C12"
    (own,) = claim_reviews(closed(), Publisher())
    assert own["author"] == {"@type": "Person", "name": "Mira"}
    assert "url" not in own


def test_the_airing_that_a_person_confirmed_to_the_second() -> None:
    (review,) = media_reviews(closed(), PUBLISHER, stations)
    assert review["mediaAuthenticityCategory"] == ["https://schema.org/DecontextualizedContent"]
    clips = [each["encodesCreativeWork"] for each in review["originalMediaLink"]]
    assert [(clip["startOffset"], clip["endOffset"]) for clip in clips] == [(812.4, 827.2), (1004.0, 1010.2)]
    assert {clip["identifier"] for clip in clips} == {"L1"}  # L2 is only suggested
    aired = clips[0]["partOfEpisode"]["publication"]
    assert (aired["@type"], aired["startDate"]) == ("BroadcastEvent", "2031-03-04T18:00:00Z")
    assert aired["publishedOn"]["name"] == "North Harbour One"


@pytest.mark.parametrize(
    "changes",
    [{"decision": None}, {"state": WorkflowState.IN_REVIEW}, {"joined_into": "C1"}],
    ids=["only suggested", "taken up again", "another case goes on"],
)
def test_what_is_not_decided_is_no_review(changes: dict[str, Any]) -> None:
    case = closed(**changes)
    assert claim_reviews(case, PUBLISHER) == []
    assert media_reviews(case, PUBLISHER, stations) == []


def test_a_correction_stands_beside_the_rating_that_holds_now() -> None:
    old = Decision((MediaCategory.ORIGINAL,), (), "Mira", "as aired", MADE_AT, seq=5)
    new = Decision(
        (MediaCategory.EDITED_OR_CROPPED,),
        (),
        "Ada",
        "it was cut",
        MADE_AT + timedelta(days=2),
        seq=9,
        corrects=5,
    )
    (review,) = media_reviews(closed(decision=new, decisions=(old, new)), PUBLISHER, stations)
    check_terms(review)
    assert review["mediaAuthenticityCategory"] == ["https://schema.org/EditedOrCroppedContent"]
    assert review["datePublished"] == "2031-03-07T09:30:00Z"
    assert review["dateModified"] == "2031-03-09T09:30:00Z"
    assert [each["text"] for each in review["correction"]] == ["it was cut"]
