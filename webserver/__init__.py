"""
The configuration of the web server in front, made from the record, so that nobody writes it by hand.

place.py      where the site goes and where things stand there: what only the command line can tell
logged.py     the access log: the fields that the record declares, and no other
visits.py     the log that visits are counted from, where the record says so
serving.py    what the record and the built site say of serving them
__main__.py   python -m webserver nginx, caddy or logrotate

The files themselves stand in deploy/: nginx.conf.jinja, Caddyfile.jinja, logrotate.jinja.
"""
