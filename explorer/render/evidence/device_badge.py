"""The badge "estimated by a device", one click from what validation studies found."""

from collections.abc import Iterable

from markupsafe import Markup

from explorer.evidence.device_validation import WORDS, DeviceValidation, validations
from explorer.io.devices.device_sleeps import ESTIMATED
from explorer.render.environment import pieces
from explorer.vocabulary.shown_numbers import shown_number

TEMPLATE = "evidence/device_badge.html.j2"
_READING = (
    "Stages or totals are this device's own estimate; light sleep stands for N1 and N2, and deep "
    "sleep is not scored as N3. Beside them, what studies found against polysomnography: Cohen's "
    "kappa of the stages (1 for the same in every epoch, 0 for what chance gives), minutes as "
    "device minus polysomnography, and how many of 100 epochs of polysomnography the device calls "
    "the same. Other models and programs of one maker may differ."
)


def device_badge(devices: Iterable[str]) -> Markup:
    """Write the badge for some devices; nothing where there is none.

    Parameters
    ----------
    devices : iterable of str
        As their readers call them.

    Examples
    --------
    >>> "Mouritzen et al. 2020" in device_badge(["Garmin"]), device_badge([])
    (True, Markup(''))
    """
    names = list(dict.fromkeys(name.split(",")[0].strip() for name in devices if name))
    if not names:
        return Markup("")
    found = validations(names)
    unknown = [name for name in names if not any(one.device == name for one in found)]
    rows = [
        {
            "model": one.model,
            "finds": finds(one),
            "note": one.note,
            "people": one.people,
            "source": one.source,
            "address": one.address,
            "read_in": one.read_in,
        }
        for one in found
    ]
    return pieces(TEMPLATE).badge(f"{ESTIMATED}: {', '.join(names)}", rows, unknown, _READING)


def finds(one: DeviceValidation) -> list[str]:
    """Say a study's numbers in words.

    Examples
    --------
    >>> finds(validations(["Whoop"])[0])
    ['kappa 0.47', 'total sleep time +8.2 min', 'the same in 100 epochs: wake 51, light sleep 62, \
deep sleep 68, REM 70']
    """
    said = [f"kappa {one.kappa:.2f}"] if one.kappa is not None else []
    if one.minutes:
        said.append(
            ", ".join(
                f"{WORDS[name]} {shown_number(value, '+g')} min"
                for name, value in one.minutes.items()
            )
        )
    if one.shares:
        listed = ", ".join(f"{WORDS[name]} {value:g}" for name, value in one.shares.items())
        said.append(f"the same in 100 epochs: {listed}")
    return said
