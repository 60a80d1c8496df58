"""Ports of servers that start at the same moment."""

import socket

import pytest

from explorer.server.claimed_port import claimed_port
from tests.browser.serving import free_port

HERE = "127.0.0.1"


def test_a_port_that_is_claimed_is_nobody_elses_until_it_is_given_back():
    first = free_port()
    with claimed_port(HERE, first) as one, claimed_port(HERE, first) as other:
        assert other > one >= first
        with socket.create_server((HERE, one)):  # a server can listen there all the same
            pass
    with claimed_port(HERE, first) as again:
        assert again == one


def test_a_port_on_which_somebody_listens_is_passed_over():
    with socket.create_server((HERE, 0)) as server:
        taken = server.getsockname()[1]
        with claimed_port(HERE, taken) as port:
            assert port > taken


def test_where_no_port_is_left_a_sentence_says_so():
    with pytest.raises(ValueError, match="give --port"), claimed_port(HERE, 2**16):
        pass
