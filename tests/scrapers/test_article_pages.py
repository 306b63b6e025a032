"""The posts that 53 real pages embed, counted by hand in their markup.

Only the pages' file names and the posts' numbers stand here. The pages themselves are read in place.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrapers.articles import parse_html
from storage.records import Platform

PAGES = Path(__file__).resolve().parents[2].parent / "shared" / "responses" / "articles"

EMBEDDED: dict[str, list[str]] = {
    "postlight--deadline.com.html": ["1117736685721223168", "1117767646961963009", "1117773751217795078"],
    "postlight--forward.com.html": [
        "698267237094916100",
        "740027646310944768",
        "740032045498273793",
        "776617166489657346",
    ],
    "postlight--mashable.com.html": [
        "808782171829891072",
        "808783245114478592",
        "808784126283304960",
        "808784499635093504",
        "808784749162590209",
        "808784969430683648",
        "808785781032620033",
        "808785883981824005",
        "808787937005551616",
        "808788202979000320",
        "808788480134352896",
        "808789834928128001",
    ],
    "postlight--takagi-hiromitsu.jp.html": [
        "1088755839102418944",
        "1088993415855915008",
        "1089006701313896448",
        "1089081689366642688",
        "1089308700261593088",
        "1089840528357814278",
        "1089897577057636352",
        "1089996539030851590",
        "1090237534968283137",
        "1091693165764009984",
        "1092262735423856642",
        "1092737501188354049",
        "1092739232127307776",
        "1094494305513889793",
        "1095195943090057216",
    ],
    "postlight--uproxx.com.html": ["807334206376443904", "807342596079099904"],
    "postlight--www.buzzfeed.com--splash.html": ["790636031301279744", "790936002017755136"],
    "postlight--www.inquisitr.com.html": [
        "517045156826988544",
        "519224951703105536",
        "807949237820465152",
        "807950329463668736",
        "808043607378771969",
        "808335105232142337",
    ],
    "postlight--www.nbcnews.com.html": ["774150065166229504"],
    "postlight--www.theatlantic.com.html": ["777838543783751680", "777842926621777920", "777843187389956097"],
    "postlight--www.thepoliticalinsider.com.html": ["810987762375598081"],
    "postlight--www.vox.com.html": ["807147701339127808"],
    "postlight--www.westernjournalism.com.html": ["812270822568198145", "812285165040963586"],
    "trafilatura--OnlineMarketing.de-Instagram.html": ["1720405730430226929", "1720472554576433620"],
    "trafilatura--amnesty.de-waffensysteme.html": ["1223159406038343685", "1455512589295816707"],
    "trafilatura--basicthinking.de.tweets.html": [
        "1002930867692597250",
        "1008256346859409408",
        "1016923514002137088",
        "1034172462659973120",
        "1034338788066164739",
        "1039201029093564420",
        "1044502590266978309",
        "1051023688911544320",
        "1064548778139676685",
        "1067112604739534850",
        "971100857189195777",
        "990549294829666304",
    ],
    "trafilatura--blog.gaijinpot.com.chikan.html": [
        "1220552769737592837",
        "1220552771423760384",
        "1220552773269254144",
    ],
    "trafilatura--bondyblog.fr.paris-8.html": ["1229380710575824898"],
    "trafilatura--cducsu.de-wasserstoff.html": ["1455494283541237772"],
    "trafilatura--cubadebate.cu-sesiona.html": ["1518974351739179010"],
    "trafilatura--d76bb5cda4cd4621a04c1b166d6cad9f.html": ["1185544789728616448"],
    "trafilatura--diez.hn-vargas.html": ["1518755397959655427", "1519105091772596231"],
    "trafilatura--elpais.com.ciencia.html": ["1225455484259442691"],
    "trafilatura--eltiempo.com-candidatos.html": ["1521523341391282176", "1521533628693499907"],
    "trafilatura--fdpbt.de-epidemischenLage.html": ["1453318812829372417"],
    "trafilatura--fr.de.nordkorea.html": ["1252498652507123713", "1256696015702425601"],
    "trafilatura--hertha-blog.de.dame.html": ["870271225624485888", "888351639865876480"],
    "trafilatura--lanacion.com.ar-jugada.html": ["1521648511401431040"],
    "trafilatura--minuto30-lasierra.html": ["1522349168131334144"],
    "trafilatura--moritz-meyer.net.vreni.html": ["1007133657704910848"],
    "trafilatura--parallels.com.desktop.html": [
        "811931086355832833",
        "949959631069175808",
        "996650856568295425",
    ],
    "trafilatura--report24.news-Drohne.html": [
        "1721083635611128283",
        "1721101800814551390",
        "1721144944059118002",
        "1721181306808144065",
    ],
    "trafilatura--sciencesetavenir.fr.rumeur.html": [
        "1238776545398923264",
        "1239650597906898947",
        "1241367239900778501",
    ],
    "trafilatura--spox.com-corona-fealle.html": ["1489540934710743047"],
    "trafilatura--tafelblog.de.europa.html": ["1132698046142320641"],
    "trafilatura--teslamag.de-Musk.html": ["1720918522082078752"],
    "trafilatura--theverge.com.ios13.html": ["1146359923158089728"],
    "trafilatura--timesofisrael.com.washington.html": ["1214239528954712064", "1214387633146564608"],
    "trafilatura--ultimahora.com-apelacion.html": ["1522266202730639361"],
}
"""What each page embeds of X; a page in neither list embeds nothing, whatever statuses its prose cites."""

OF_OTHER_PLATFORMS: dict[str, list[str]] = {
    "postlight--www.inquisitr.com.html": ["youtube:1j7j2U_BGNo"],
    "postlight--www.usmagazine.com.html": ["instagram:BNpLF8LD0GD"],
    "trafilatura--fr.de.nordkorea.html": ["youtube:gDeCrdzK-gs"],
    "trafilatura--mydailymagazine.com.halloween.html": [
        "youtube:BQlKCT3Cmm0",
        "youtube:PIHEhax4a9U",
        "youtube:_V8aV_hRRFA",
    ],
    "trafilatura--panamaamerica.com.pa-apropiarse.html": [
        "youtube:9n_zerelg9I",
        "youtube:DA-f8wWZGDc",
        "youtube:RWayJ6g4ZdM",
    ],
}
"""What pages embed of other platforms than X; links that open a player are none."""

PUBLISHED = {
    "postlight--buzzap.jp.html": "2019-03-02",
    "postlight--deadline.com.html": "2019-04-15",
    "postlight--mashable.com.html": "2016-12-13",
    "postlight--www.nbcnews.com.html": "2016-12-13",
    "postlight--www.usmagazine.com.html": "2016-12-07",
    "trafilatura--blog.gaijinpot.com.chikan.html": "2020-02-08",
    "trafilatura--campograndenews.com.br-adolescente.html": "2022-05-03",
    "trafilatura--edition.cnn.com-royal.html": "2021-03-08",
    "trafilatura--eldeber.com.bo-autos.html": "2022-05-04",
    "trafilatura--fdpbt.de-epidemischenLage.html": "2021-10-27",
    "trafilatura--fr.de.nordkorea.html": "2020-05-04",
    "trafilatura--pcgamer.com.skyrim.html": "2012-08-09",
    "trafilatura--spox.com-corona-fealle.html": "2022-02-04",
    "trafilatura--ultimahora.com-apelacion.html": "2022-05-05",
}
OUTLET = {
    "postlight--www.vox.com.html": "Vox",
    "trafilatura--campograndenews.com.br-adolescente.html": "Campo Grande News",
    "trafilatura--edition.cnn.com-royal.html": "CNN",
    "trafilatura--fr.de.nordkorea.html": "Frankfurter Rundschau",
    "trafilatura--spox.com-corona-fealle.html": "SPOX",
}


def _page(name: str) -> bytes:
    file = PAGES / name
    if not file.is_file():
        pytest.skip(f"the page is not here: ../shared/responses/articles/{name}")
    return file.read_bytes()


@pytest.mark.parametrize("name", sorted({*EMBEDDED, *OF_OTHER_PLATFORMS}))
def test_every_embedded_post_is_found_and_none_is_made_up(name: str) -> None:
    article = parse_html(_page(name), None)
    posts = [each.post for each in article.posts]
    own = sorted(str(post.number) for post in posts if post.platform is Platform.X)
    others = sorted(f"{post.platform}:{post.number}" for post in posts if post.platform is not Platform.X)
    assert (own, others) == (EMBEDDED.get(name, []), OF_OTHER_PLATFORMS.get(name, []))
    for each in article.posts:
        assert article.text[each.start : each.end] == (each.post.text or each.post.url)


def test_pages_that_embed_nothing_give_nothing() -> None:
    embedding = {*EMBEDDED, *OF_OTHER_PLATFORMS}
    others = [file for file in sorted(PAGES.glob("*.html")) if file.name not in embedding]
    if not others:
        pytest.skip("the pages are not here: ../shared/responses/articles")
    assert {file.name for file in others if parse_html(file.read_bytes(), None).posts} == set()


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_pages_own_day(name: str) -> None:
    article = parse_html(_page(name), None)
    assert article.published is not None
    assert article.published.isoformat() == PUBLISHED[name]


@pytest.mark.parametrize("name", OUTLET)
def test_the_outlets_name(name: str) -> None:
    assert parse_html(_page(name), None).outlet == OUTLET[name]


def test_a_day_beside_a_comment_is_not_the_articles() -> None:
    page = _page("postlight--takagi-hiromitsu.jp.html")
    assert parse_html(page, None).published != date(2021, 3, 30), "the day of a trackback"


def test_the_sites_name_is_not_the_title() -> None:
    title = parse_html(_page("postlight--www.thepoliticalinsider.com.html"), None).title
    assert title is not None
    assert title.startswith("As Electoral College")
