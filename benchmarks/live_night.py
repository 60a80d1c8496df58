"""What a hand changes in the whole night: events, N3 criterion, numbers, edits, other nights."""

from collections.abc import Callable

from playwright.sync_api import Locator

from benchmarks.live_hand import REPEATS, Hand, line

CHANNELS = 12  # shown anew, one after the other
NEW_NUMBERS = "p.figure === 'numbers' && p.words !== window.numbersBefore"
REMEMBER_NUMBERS = (
    "() => (window.numbersBefore = document.querySelector('.explorer-numbers').textContent, 1)"
)
_NIGHT_ANEW = (
    "p.figure === 'events' && p.image > event.before.spectrogram"
    " && p.density > event.before.density"
)


def numbers(hand: Hand) -> list[str]:
    """Measure what follows a brush, the lights and a definition: the numbers at the right.

    From the last event of the gesture to the end of the frame that shows new numbers; the brush and
    the lights are moved while the button stays down, as a hand does.
    """
    page, shown, budget = hand.page, hand.shown, "50 / 100"
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    rows = []

    def moving(
        name: str, begin: tuple[float, float], place: Callable[[int], float], y: float
    ) -> None:
        page.mouse.move(*shown.point("hypnogram", *begin))
        page.mouse.down()
        page.mouse.move(*shown.point("hypnogram", place(-1), y))
        page.wait_for_timeout(400)

        def act(i: int) -> None:
            page.evaluate(REMEMBER_NUMBERS)
            page.mouse.move(*shown.point("hypnogram", place(i), y))

        figures = hand.repeat(act, lambda _: NEW_NUMBERS)
        page.mouse.up()
        page.wait_for_timeout(400)
        rows.append(line(name, budget, figures))

    moving("brush to numbers", (9_000, 2), lambda i: 15_000 + 120 * i, 2)
    head = "document.querySelector('.live-pane').explorer.live.plot('hypnogram').model.y_range.end"
    height = float(page.evaluate(head)) - 0.15
    moving("lights-off dragged to numbers", (0, height), lambda i: 1_800 + 60 * i, height)
    page.locator("button[data-act=reset-lights]").click()
    page.keyboard.press("Escape")
    part = page.locator("details[data-key=definitions]")
    part.locator("summary").click()
    page.wait_for_timeout(400)

    def choose(i: int) -> None:
        page.evaluate(REMEMBER_NUMBERS)
        page.locator("select[data-choice=SOL]").select_option(("SOL_5min", "SOL_10min")[i % 2])

    rows.append(
        line("definition switched to numbers", budget, hand.repeat(choose, lambda _: NEW_NUMBERS))
    )
    page.locator("select[data-choice=SOL]").select_option("SOL")
    part.locator("summary").click()
    page.wait_for_timeout(400)
    page.locator(".live-pane").focus()
    return rows


def whole_night(hand: Hand) -> list[str]:
    """Measure what band, amplitude criterion and analysis channel change in the whole night."""
    page, shown = hand.page, hand.shown
    rows = []
    strip = "p.figure === 'events' && p.density > event.before.density"
    numbers = "p.figure === 'numbers' && p.words.includes(`{}`)"
    for key, band, edge, reach in (("6", "sigma", 16.0, 11), ("1", "slow wave", 4.0, 9)):
        for what, condition in (
            ("events", strip),
            ("numbers", numbers.format("in ${event.edges} Hz")),
        ):
            page.keyboard.press(key)
            page.wait_for_timeout(1500)
            x, y = shown.point("spectrogram", 14_000, edge)
            page.mouse.move(x, y)
            page.mouse.down()

            def pull(i: int, x: float = x, y: float = y, reach: int = reach) -> None:
                page.mouse.move(x, y + 5 + i * 4 % reach)  # as many edges as pixels: none is kept

            taken = hand.repeat(pull, lambda _, condition=condition: condition)
            page.mouse.up()
            rows.append(line(f"{band} edge dragged: the night's {what}", "150 / 300", taken))
    for what, condition in (
        ("N3 criterion", "p.figure === 'events' && p.rule > event.before['N3 criterion']"),
        ("numbers", numbers.format("> ${event.threshold} µV")),
    ):
        at, most = hand.lines_of_n3(75, 280)  # beyond 300 it would stay where it is
        page.mouse.move(*at)
        page.mouse.down()

        def pull_line(i: int, at: tuple[float, float] = at, far: float = most[1] - at[1]) -> None:
            page.mouse.move(at[0], at[1] + far * (1 + i % 8) / 8)

        taken = hand.repeat(pull_line, lambda _, condition=condition: condition)
        page.mouse.up()
        rows.append(line(f"amplitude criterion dragged: {what}", "100 / 200", taken))
    return rows


def elsewhere(hand: Hand) -> list[str]:
    """Measure another channel, montage and night: all that is shown of the new one."""
    page = hand.page

    def chosen(chooser: Locator, names: list[str], condition: str) -> list[float]:
        """Choose each name in turn, `CHANNELS` times."""
        return [
            hand.latency(
                lambda i=i: chooser.select_option(label=names[i % len(names)]), condition, 1.0
            )
            for i in range(CHANNELS)
        ]

    channel = page.get_by_label("Analysis channel", exact=True)
    names = [name for name in channel.locator("option").all_inner_texts() if "-M" in name]
    rows = [line("another channel: all of its night", "1500", chosen(channel, names, _NIGHT_ANEW))]
    channel.select_option("F4-M1")
    page.wait_for_timeout(2000)

    montage = page.get_by_label("Montage", exact=True)
    names = montage.locator("option").all_inner_texts()
    rows.append(
        line(
            "another montage: all of its night",
            "500 / 1000",
            chosen(montage, names[::-1], _NIGHT_ANEW),
        )
    )
    montage.select_option(label=names[0])
    page.wait_for_timeout(2000)

    picker = page.locator(".explorer-picker select")
    names = [name for name in picker.locator("option").all_inner_texts() if "simulated" in name]
    for name in names[1:] + names[:1]:  # each is simulated once, and kept
        hand.latency(lambda name=name: picker.select_option(label=name), _NIGHT_ANEW, 3.0)
    rows.append(
        line(
            "another night: all of it",
            "500 / 1000",
            chosen(picker, names[1:] + names[:1], _NIGHT_ANEW),
        )
    )
    picker.select_option(label=names[0])
    page.wait_for_timeout(3000)
    page.locator(".live-pane").focus()
    return rows


def editing(hand: Hand) -> list[str]:
    """Measure what follows an epoch scored as wake, and its undo, to the numbers at the right."""
    page = hand.page
    page.keyboard.press("s")
    page.get_by_role("button", name="stop scoring").wait_for()
    # Where sleep lasts, so that wake changes every epoch.
    start = page.evaluate(
        """(count) => {
            const { model } = document.querySelector('.live-pane').explorer;
            const { first, length, codes } = JSON.parse(model.get('epochs'));
            let asleep = 0;
            for (const [epoch, code] of codes.entries()) {
                asleep = code > 0 ? asleep + 1 : 0;
                if (asleep === count) return first + (epoch - count + 1) * length;
            }
            throw new Error(`no ${count} epochs of sleep on end`);
        }""",
        REPEATS // 2 + 2,
    )
    page.evaluate(
        "(start) => { const { model } = document.querySelector('.live-pane').explorer;"
        " model.set('window_start', start); model.save_changes(); }",
        start,
    )
    page.wait_for_timeout(500)
    page.keyboard.press("w")  # the first begins as a copy of the scorer's
    page.wait_for_timeout(1500)

    def key(i: int) -> None:
        page.evaluate(REMEMBER_NUMBERS)
        page.keyboard.press("w" if i < REPEATS // 2 else "Control+z")

    rows = [
        line(
            "a stage edited, or undone, to numbers",
            "50 / 100",
            hand.repeat(key, lambda _: NEW_NUMBERS),
        )
    ]
    page.keyboard.press("s")
    page.wait_for_timeout(500)
    return rows
