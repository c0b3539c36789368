"""
The site at home: what `make serve`, `make dev` and `make html` build.

The owner's facts are not here but in content/record.toml, which plugins/ put into every template.
"""

from pathlib import Path

from jinja2 import StrictUndefined

from plugins import site
from texts import dates

ROOT = Path(__file__).parent

PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
THEME = str(ROOT / "theme")
PUBLISH = False  # ours: publishconf.py turns it on

# Passed as modules: a plugin that is only named and fails to import is logged, and the build goes on.
PLUGINS = [site]

DEFAULT_LANG = "fi"
TIMEZONE = str(dates.HOME)
LOCALE = ["C.UTF-8", "C"]  # dates are Babel's; a locale that the machine lacks would end the build
DEFAULT_DATE_FORMAT = "%Y-%m-%d"
SITEURL = (
    ""  # links stay on the page's own host; the public address for feeds and hreflang is record.site.url
)

PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["articles"]
STATIC_PATHS = ["images"]
THEME_STATIC_PATHS: list[str] = []  # plugins/assets.py writes them under names that carry their hash

# Every page states its own address; nothing else is written.
DIRECT_TEMPLATES: list[str] = []
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None  # plugins/feeds.py, a feed a language
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
USE_FOLDER_AS_CATEGORY = False
DEFAULT_PAGINATION = False

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
