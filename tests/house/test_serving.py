"""Tests start servers: one that will never answer says why at once, and a port that is taken is left alone."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.serving import PORTS, Taken, held_port, opened, started

if TYPE_CHECKING:
    from pathlib import Path


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"(?s)ended.*WEERKLANK_SECRET_KEY"):
        opened(tmp_path, WEERKLANK_DEMO="0")


def test_a_port_that_another_program_took_is_told_from_a_server_that_failed(tmp_path: Path) -> None:
    server = started(tmp_path, "--door", "answers", output=None)
    try:
        with socket.socket() as other:
            other.bind(("127.0.0.1", server.port))
            other.listen()
            with pytest.raises(Taken):
                server.wait()
    finally:
        server.kill()


def test_no_two_tests_hold_one_port() -> None:
    held = [held_port() for _ in range(50)]
    ports = {one.getsockname()[1] for one in held}
    for one in held:
        one.close()
    assert len(ports) == len(held)
    assert ports <= set(PORTS)
