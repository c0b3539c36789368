"""What a page of the register has at hand: the keys of this session, and the user who has it."""

from flask import current_app, g

from formhandler.vault import keys
from formhandler.vault.rows import Rows


def rows() -> Rows:
    """
    Seals and opens rows of the register with the keys of this request's session.

    Raises:
        VaultError: there is no key of ours to seal to.
    """
    present = keys.present(current_app.extensions["config"].data, current_app.extensions["engine"])
    return Rows(g.session.keyring, to=present.key_id)


def actor() -> str:
    """Who does what is done in this request."""
    return str(g.session.user.name)
