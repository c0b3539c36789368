"""
Pelican's side: puts the record into the pages, checks them, and writes the files derived from both.

`python -m plugins.build` builds; `site` is the one module Pelican is given. May import record/ and texts/,
never formhandler/, which reads what is written here from output/_seloste/site.json.
"""
