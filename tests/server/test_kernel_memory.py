"""How many kernels memory holds, by the machine's word and by that of the groups it runs in."""

import os

import psutil
import pytest

from explorer.server import kernel_memory
from explorer.storage.settings import MOST_PAGES_VARIABLE, PAGE_MEMORY_VARIABLE

MB = 2**20


class Machine:
    """A machine with so much memory, and control groups as files."""

    def __init__(self, folder, patch) -> None:
        self.groups, self.own, self.patch = folder / "groups", folder / "own", patch
        self.groups.mkdir()
        self.own.write_text("0::/\n")
        patch.setattr(kernel_memory, "_GROUPS", self.groups)
        patch.setattr(kernel_memory, "_OWN_GROUPS", self.own)
        for variable in (MOST_PAGES_VARIABLE, PAGE_MEMORY_VARIABLE):
            patch.delenv(variable, raising=False)

    def has(self, megabytes) -> None:
        memory = psutil.virtual_memory()._replace(available=megabytes * MB)
        self.patch.setattr(psutil, "virtual_memory", lambda: memory)

    def group(self, path, limit, used, spare, names=kernel_memory._V2) -> None:
        folder = self.groups / path
        folder.mkdir(parents=True, exist_ok=True)
        (folder / names[0]).write_text(f"{limit}\n")
        (folder / names[1]).write_text(f"{used * MB}\n")
        (folder / "memory.stat").write_text(f"anon 7\n{names[2]} {spare * MB}\n")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch)


def test_a_kernel_fits_where_memory_holds_it_and_300_mb_stay_free(machine):
    machine.has(700)
    assert kernel_memory.room_for([]) == 1
    machine.has(699)
    assert kernel_memory.room_for([]) == 0
    machine.has(300 + 5 * 400)
    assert kernel_memory.room_for([]) == 5


def test_what_kernels_still_have_to_grow_by_is_kept_for_them(machine):
    machine.has(300 + 5 * 400)
    assert kernel_memory.room_for([0, 0]) == 3  # begun: their memory counts as free yet
    assert kernel_memory.room_for([400 * MB, 900 * MB]) == 5  # grown: it does not
    assert kernel_memory.room_for([300 * MB] * 4) == 4


def test_the_narrowest_group_around_the_process_decides(machine):
    machine.has(100_000)
    machine.own.write_text("0::/class/server\n")
    machine.group("class/server", "max", 900, 0)
    machine.group("class", 2000 * MB, 1400, 500)
    machine.group("", 90_000 * MB, 0, 0)
    assert kernel_memory.available() == 1100 * MB
    assert kernel_memory.room_for([]) == 2


def test_groups_of_the_older_kind_count_too(machine):
    machine.has(100_000)
    machine.own.write_text("3:cpu,cpuacct:/a\n2:memory:/a\n")
    machine.group("memory/a", 1000 * MB, 300, 0, kernel_memory._V1)
    assert kernel_memory.available() == 700 * MB


def test_the_groups_of_a_container_are_found_where_its_path_is_the_hosts(machine):
    machine.has(100_000)
    machine.own.write_text("0::/docker/0123\n")
    machine.group("", 512 * MB, 100, 0)
    assert kernel_memory.available() == 412 * MB


def test_the_environment_has_the_last_word(machine, monkeypatch):
    machine.has(10)
    monkeypatch.setenv(MOST_PAGES_VARIABLE, "3")
    assert [kernel_memory.room_for([MB] * count) for count in (0, 2, 3, 4)] == [3, 1, 0, 0]
    monkeypatch.delenv(MOST_PAGES_VARIABLE)
    monkeypatch.setenv(PAGE_MEMORY_VARIABLE, "100")
    machine.has(1000)
    assert kernel_memory.room_for([]) == 7


@pytest.mark.parametrize("said", ["many", "-1", "0", "1.5"])
def test_a_setting_that_is_no_number_is_named(machine, monkeypatch, said):
    machine.has(1000)
    monkeypatch.setenv(MOST_PAGES_VARIABLE, said)
    with pytest.raises(ValueError, match=r"SLEEP_EXPLORER_MOST_PAGES is .*a whole number above 0"):
        kernel_memory.room_for([])


def test_forked_kernels_grow_by_less_as_they_go_on_sharing(machine):
    machine.has(300 + 5 * 240)
    assert kernel_memory.room_for([], forked=True) == 5
    assert kernel_memory.room_for([0, 40 * MB], forked=True) == 3
    assert kernel_memory.room_for([]) == 3


def test_a_setting_too_small_to_share_of_is_taken_as_it_is(machine, monkeypatch):
    monkeypatch.setenv(PAGE_MEMORY_VARIABLE, "100")
    machine.has(1000)
    assert kernel_memory.room_for([], forked=True) == 7


def test_more_pages_are_made_ready_where_there_is_more_memory(machine):
    ready = []
    for megabytes in (0, 1500, 2500, 4096, 100_000):
        machine.has(megabytes)
        ready.append(kernel_memory.pages_ready())
    assert ready == [1, 1, 2, 4, 4]
    assert [kernel_memory.pages_ready(opened) for opened in (14, 15, 200)] == [4, 1, 1]


def test_what_a_process_shares_does_not_count_as_its_own():
    held = psutil.Process().memory_info().rss
    assert 0 < kernel_memory.held_alone(os.getpid()) <= held * 1.1
    assert kernel_memory.held_alone(None) == 0
    assert kernel_memory.held_alone(2**22 + 1) == 0  # nobody's
