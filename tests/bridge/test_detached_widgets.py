"""Widgets made before their kernel: told to no page until a kernel takes them."""

from unittest.mock import MagicMock

import comm
import ipywidgets
from ipywidgets.widgets import widget as registry

from explorer.bridge.detached_widgets import attach_widgets, detached_widgets


def test_detached_widgets_are_in_no_registry_and_attached_ones_have_names_of_their_own():
    usual = ipywidgets.Label("usual")
    with detached_widgets() as made:
        row = ipywidgets.HBox([ipywidgets.Label("a"), ipywidgets.Label("b")])
    before = {one.model_id for one in made}
    assert {row, *row.children} <= {*made}
    assert not before & {*registry._instances}
    assert usual.model_id in registry._instances

    channels = comm.get_comm_manager()
    kernel = MagicMock(comm_manager=channels)
    attach_widgets(made, kernel)
    after = {one.model_id for one in made}
    assert len(after) == len(before)
    assert not after & before
    assert after <= {*channels.comms}
    assert not before & {*channels.comms}
    assert all(registry._instances[one.model_id] is one for one in made)
    assert all(one.comm.kernel is kernel for one in made)
    children = row.get_state("children")["children"]
    assert children == [f"IPY_MODEL_{one.model_id}" for one in row.children]
