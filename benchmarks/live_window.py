"""What a hand changes in the window: traces scrubbed and re-filtered, and the same in a flood."""

from benchmarks.live_hand import REPEATS, Hand, line


def window(hand: Hand) -> list[str]:
    """Measure keys, taps and bands to the traces that they draw."""
    page, shown, rows = hand.page, hand.shown, []
    start = [float(shown.drawn()["start"])]

    def scrub(_: int) -> None:
        start[0] += 30
        page.keyboard.press("ArrowRight")

    picture = "p.figure === 'traces' && Math.abs(p.start - {0}) < 0.01"
    rows.append(
        line(
            "arrow key to painted traces",
            "25 / 50",
            hand.repeat(scrub, lambda _: picture.format(start[0] + 30)),
        )
    )
    places = [(i * 7919) % 26_000 + 500 for i in range(REPEATS)]

    def tap(i: int) -> None:
        page.mouse.click(*shown.point("hypnogram", places[i], 4))

    far = "p.figure === 'traces' && Math.abs(p.start - event.start) < 0.01"
    rows.append(
        line("tap far away to a first picture", "50 / 100", hand.repeat(tap, lambda _: far))
    )
    rows.append(
        line(
            "tap far away to the full-rate picture",
            "50 / 100",
            hand.repeat(tap, lambda _: far + " && p.tier === 'full'"),
        )
    )
    return rows + band_keys(hand)


def band_keys(hand: Hand) -> list[str]:
    """Measure keys of the band and of the amplitude line to what they draw and count."""
    page, rows = hand.page, []
    keys = ["1", "6"]
    bands = ["0.5-4", "11-16"]
    page.keyboard.press("6")
    page.wait_for_timeout(600)
    rows.append(
        line(
            "band key to re-filtered traces",
            "50 / 100",
            hand.repeat(
                lambda i: page.keyboard.press(keys[i % 2]),
                lambda i: f"p.figure === 'traces' && p.band === '{bands[i % 2]}'",
            ),
        )
    )
    rows.append(
        line(
            "band key to the night's band power",
            "150 / 300",
            hand.repeat(
                lambda i: page.keyboard.press(keys[i % 2]),
                lambda _: "p.figure === 'band_power' && p.power > event.before.power",
            ),
        )
    )
    lines = ["t", "Shift+t"]
    rows.append(
        line(
            "key of the amplitude line to its numbers",
            "100 / 200",
            hand.repeat(
                lambda i: page.keyboard.press(lines[i % 2]),
                lambda _: (
                    "p.figure === 'numbers' && "
                    "p.words.includes(`> ${event.threshold.toFixed(0)} µV`)"
                ),
            ),
        )
    )
    return rows


def band_floods(hand: Hand) -> list[str]:
    """Drag a band's edge and the amplitude criterion faster than anything can follow."""
    page, shown, rows = hand.page, hand.shown, []
    page.keyboard.press("6")
    page.wait_for_timeout(600)
    middle = shown.point("spectrogram", 14_000, 16)
    hand.flood(middle, shown.point("spectrogram", 14_000, 28))
    rows.append(f"{'band edge dragged for 3 s: traces':<46} {hand.flood_figures('band', 'traces')}")
    title = "band edge dragged for 3 s: band power"
    rows.append(f"{title:<46} {hand.flood_figures('edges', 'band_power')}")
    for key, name, edge, to in (("6", "sigma", 16.0, 12.5), ("1", "slow-wave", 4.0, 1.5)):
        page.keyboard.press(key)
        page.wait_for_timeout(1500)
        hand.flood(shown.point("spectrogram", 14_000, edge), shown.point("spectrogram", 14_000, to))
        title = f"{name} edge dragged for 3 s: numbers"
        rows.append(f"{title:<46} {hand.flood_figures('edges', 'numbers')}")
    begin, end = hand.lines_of_n3(20, 300)  # a value a microvolt, 93 a second
    hand.flood(begin, end, shift=False)
    title = "amplitude criterion dragged for 3 s: numbers"
    rows.append(f"{title:<46} {hand.flood_figures('threshold', 'numbers')}")
    return rows


def floods(hand: Hand) -> list[str]:
    """Drag a band's edge, and the night, faster than anything can follow."""
    page, shown, rows = hand.page, hand.shown, band_floods(hand)
    page.keyboard.press("Home")
    page.wait_for_timeout(800)
    page.evaluate("() => Object.assign(traffic, {up: 0, down: 0, sent: 0, received: 0})")
    hand.flood(shown.point("hypnogram", 15, 4), shown.point("hypnogram", 28_000, 4))
    rows.append(f"{'whole night scrubbed in 3 s':<46} {hand.flood_figures('start', 'traces')}")
    traffic = page.evaluate("traffic")
    rows.append(
        f"{'  bytes while scrubbing':<46} {traffic['down'] / 1e6:.2f} MB down in "
        f"{traffic['received']} messages, {traffic['up'] / 1e3:.0f} kB up in {traffic['sent']}"
    )
    frame = page.evaluate(
        """() => new Promise((resolve) => {
            const times = [];
            const tick = (at) => (times.push(at), times.length < 60
                ? requestAnimationFrame(tick)
                : resolve(times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b)));
            requestAnimationFrame(tick);
        })"""
    )
    rows.append(
        f"{'  noise: an idle frame':<46} median {frame[30]:.1f} ms, longest {frame[-1]:.1f} ms"
    )
    return rows
