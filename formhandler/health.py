"""GET /health: whether the form takes messages, for its script, the web server and a monitor."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from formhandler.config import Config
from formhandler.gate import Closed, Gate
from record import Record


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Answer 200 {"form": "open"} or 503 {"form": "closed"}; why, `flask doctor` tells the owner."""
    gate: Gate = app.extensions["gate"]

    @app.get("/health")
    def health() -> ResponseReturnValue:
        try:
            gate.key()
        except Closed:
            return jsonify(form="closed"), 503, {"Cache-Control": "no-store"}
        return jsonify(form="open"), 200, {"Cache-Control": "no-store"}
