"""The desk in a real browser: the way through a case by mouse and by keys, in step, in the dark, and narrow.

Needs Debian's Chromium (or ``$CHROMIUM``) and the development dependencies ``playwright`` and
``axe-playwright-python``; else the tests say what is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.bench import Bench
from flows.desk import DeskUp, desk_up
from flows.home import Home
from storage import casefile
from storage.records import LinkState, Pillar, WorkflowState
from storage.store import Store
from tests.review.desk.record import CUT, with_footage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path("axe.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: apt install chromium, or name it in $CHROMIUM")
    playing = pytest.importorskip(
        "playwright.sync_api", reason="playwright is missing: it is a dev dependency"
    )
    with playing.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskUp]:
    folder = tmp_path_factory.mktemp("desk")
    with Store(folder / "home") as store:
        with_footage(store, folder)
    with desk_up(Bench(Home(folder / "home")), ["Ada", "Grace"], port=0) as desk:
        yield desk


@pytest.fixture(scope="module")
def store(up: DeskUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.getbasetemp() / "desk0" / "home") as opened:
        yield opened


def _at(browser: Browser, up: DeskUp, who: str, **how: Any) -> Page:
    page = browser.new_context(**how).new_page()
    page.goto(up.links[who])
    page.wait_for_url(up.url + "/")
    return page


@pytest.fixture
def page(browser: Browser, up: DeskUp) -> Iterator[Page]:
    opened = _at(browser, up, "Ada", viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
    opened.on("request", lambda asked: None if asked.url.startswith(up.url) else troubles.append(asked.url))
    yield opened
    opened.context.close()
    assert troubles == [], "a script failed, the policy was broken, or something came from elsewhere"


def _seconds(page: Page) -> list[float]:
    return page.evaluate("[...document.querySelectorAll('video')].map(each => each.currentTime)")  # type: ignore[no-any-return]


def _in_step(page: Page, second: float) -> None:
    page.wait_for_function(
        "([second, cut]) => { const [a, b] = [...document.querySelectorAll('video')];"
        "return !a.seeking && !b.seeking && Math.abs(a.currentTime - second) < 0.03"
        " && Math.abs(b.currentTime - second - cut) < 0.03 }",
        arg=[second, CUT],
    )


def test_the_player_shows_both_sides_in_step(page: Page, up: DeskUp) -> None:
    page.goto(f"{up.url}/case/C1")
    assert not page.locator(".player").is_visible(), "footage is covered until it is asked for"
    page.keyboard.press("p")
    page.locator("#player > details > summary").press("Enter")
    _in_step(page, 0.0)
    page.keyboard.press("Escape")
    page.locator("#player-title").click()
    for key, second in ((".", 0.04), (".", 0.08), (",", 0.04), ("ArrowRight", 1.04), ("ArrowLeft", 0.04)):
        page.keyboard.press(key)
        _in_step(page, second)
    outline = page.locator("[data-side=airing] .box rect")
    assert [outline.get_attribute(name) for name in ("x", "y", "width", "height")] == ["25", "25", "75", "75"]
    middle = "c => [...c.getContext('2d').getImageData(320, 180, 1, 1).data]"
    page.wait_for_function(
        "() => document.querySelector('canvas').getContext('2d').getImageData(9, 9, 1, 1).data[3] > 0"
    )
    page.keyboard.press("ArrowRight")
    _in_step(page, 1.04)
    seen = []
    for value in ("0", "100"):
        page.locator("[data-blend]").fill(value)
        seen.append(page.locator("canvas").evaluate(middle))
    assert seen[0] != seen[1], "the slider goes from the one picture to the other"


def test_playing_keeps_both_sides_in_step(page: Page, up: DeskUp) -> None:
    page.goto(f"{up.url}/case/C1")
    page.locator("#player > details > summary").click()
    _in_step(page, 0.0)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelectorAll('video')[0].currentTime > 0.7")
    clip, airing = _seconds(page)
    assert abs(airing - clip - CUT) < 0.2
    page.get_by_role("button", name="Pause").click()
    clip, _ = _seconds(page)
    _in_step(page, clip)


def test_a_codec_that_the_browser_cannot_play_is_shown_frame_by_frame(
    browser: Browser, tmp_path: Path
) -> None:
    with Store(tmp_path / "home") as store:
        with_footage(store, tmp_path, suffix=".mpg")
    with desk_up(Bench(Home(tmp_path / "home")), ["Ada"], port=0, carry=False) as up:
        page = _at(browser, up, "Ada")
        page.goto(f"{up.url}/case/C1")
        page.locator("#player > details > summary").click()
        page.wait_for_function("() => document.querySelector('[data-side=airing] .still').naturalWidth > 0")
        assert "cannot play" in page.locator("[data-trouble]").inner_text()
        address = page.locator("[data-side=airing] .still").get_attribute("src")
        assert address is not None
        assert address.endswith(f"/still/airing/{CUT:.2f}")
        page.context.close()


def test_a_case_is_worked_on_from_the_queue_to_the_correction(
    page: Page, browser: Browser, up: DeskUp, store: Store
) -> None:
    page.keyboard.press("/")
    page.keyboard.type("nowhere to be found")
    page.get_by_text("No case fits").wait_for()
    page.locator("#search").fill("park")
    page.locator("tr[data-case]").wait_for()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/C1")
    page.get_by_role("button", name="Take it into review").click()
    page.get_by_text("The case is yours").wait_for()
    page.locator("#player > details > summary").click()
    page.get_by_label("Why").locator("visible=true").and_(page.locator("#player input")).fill(
        "frame by frame"
    )
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your word on the link").wait_for()
    page.locator("a", has_text="The case has changed").wait_for(timeout=30_000)
    page.locator("#note-text").fill("The same lamp post")
    page.locator("#notes select").select_option("location")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("Your note is recorded").wait_for()
    grace = _at(browser, up, "Grace")
    grace.goto(f"{up.url}/case/C1")
    page.get_by_role("button", name="Tick what is suggested").click()
    page.locator("#decide textarea").fill("cropped, as the frames show")
    page.get_by_role("button", name="Decide and close").click()
    page.get_by_text("Your decision is recorded").wait_for()
    decided = casefile.load(store, "C1")
    assert decided.links[0].state is LinkState.CONFIRMED
    assert [(note.pillar, note.text) for note in decided.notes] == [(Pillar.LOCATION, "The same lamp post")]
    assert (decided.state, decided.decision and decided.decision.by) == (WorkflowState.CLOSED, "Ada")
    grace.locator("#decide").get_by_label("Staged").check()
    grace.locator("#decide textarea").first.fill("I think it is staged")
    grace.get_by_role("button", name="Decide and close").click()
    grace.get_by_text("The case was changed meanwhile").wait_for()
    assert "cropped, as the frames show" in grace.locator("main").inner_text()
    assert len(casefile.load(store, "C1").decisions) == 1
    grace.context.close()
    page.locator("#decide textarea").first.fill("it was missing context as well")
    page.locator("#decide").get_by_label("Missing context").check()
    page.get_by_role("button", name="See before and after").click()
    page.get_by_role("button", name="Publish the correction").click()
    page.get_by_text("The correction is published").wait_for()
    assert [each.corrects is None for each in casefile.load(store, "C1").decisions] == [True, False]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["/", "/case/C1", "/keys"])
def test_nothing_serious_for_people_with_other_means(
    browser: Browser, up: DeskUp, scheme: str, place: str
) -> None:
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-playwright-python is missing: a dev dependency"
    )
    script = (Path(package.__file__).parent / AXE).read_text(encoding="utf-8")
    page = _at(browser, up, "Ada", color_scheme=scheme, bypass_csp=True)
    page.goto(up.url + place)
    for cover in page.locator("details").all():
        cover.evaluate("each => each.open = true")
    page.evaluate(script)
    found = page.evaluate("axe.run()")["violations"]
    page.context.close()
    assert [
        (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}
    ] == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (640, 450)])
@pytest.mark.parametrize("place", ["/", "/case/C1"])
def test_a_narrow_window_scrolls_one_way_only(
    browser: Browser, up: DeskUp, width: int, height: int, place: str
) -> None:
    """360 pixels are a phone's; 640 are those of a window of 1280 at 200 %."""
    page = _at(browser, up, "Ada", viewport={"width": width, "height": height})
    page.goto(up.url + place)
    for cover in page.locator("details").all():
        cover.evaluate("each => each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_it_works_without_scripts(browser: Browser, up: DeskUp) -> None:
    page = _at(browser, up, "Grace", java_script_enabled=False)
    page.goto(f"{up.url}/?search=park")
    page.locator("tr[data-case] a").click()
    page.locator("#claims ~ form textarea").fill("A car in Pyongyang")
    page.get_by_role("button", name="Record the claim").click()
    page.get_by_text("The claim is recorded").wait_for()
    assert "A car in Pyongyang" in page.locator("#claims").inner_text()
    page.context.close()
