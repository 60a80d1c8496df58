"""What a hand sets, in a real kernel, while another thread draws."""

import jupyter_client
import pytest

# A slider that writes to a state and follows it, as the page's sliders do. What ipywidgets does
# between setting a value and telling of it takes long here, so that a drawing falls in between.
PAGE = """
import threading, time
import ipywidgets, traitlets
from explorer.bridge.page_lock import PAGE_LOCK, take_messages_in_turn

class Slow(ipywidgets.FloatSlider):
    checked = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("checked")
    def _check(self, proposal):
        setting.set()
        time.sleep(0.2)
        return proposal["value"]

setting = threading.Event()
slider, state = Slow(value=1.0), [1.0]

def draw():
    setting.wait()
    with PAGE_LOCK:
        slider.value = state[0]

def written(change):
    with PAGE_LOCK:
        state[0] = change["new"]

slider.observe(written, "value")
setting.clear()
threading.Thread(target=draw).start()
TAKE
print(slider.comm.comm_id)
"""


def said(client, code):
    heard = []
    client.execute_interactive(code, output_hook=heard.append, timeout=60)
    return "".join(one["content"]["text"] for one in heard if one["msg_type"] == "stream").strip()


@pytest.mark.parametrize("take", ["take_messages_in_turn()", "take_messages_in_turn(); " * 2])
def test_a_drawing_on_another_thread_does_not_undo_what_a_hand_sets(take):
    with jupyter_client.run_kernel() as client:
        channel = said(client, PAGE.replace("TAKE", take))
        data = {"method": "update", "state": {"value": 2.0, "checked": True}, "buffer_paths": []}
        content = {"comm_id": channel, "data": data}
        client.shell_channel.send(client.session.msg("comm_msg", content))
        assert said(client, "print(state[0], slider.value)") == "2.0 2.0"
