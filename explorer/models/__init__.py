"""Models and simulations; nothing here is data."""

from importlib import import_module
from types import MappingProxyType
from typing import Any

# Where each public name lives; imported on use, for some of them compile loops.
_PUBLIC: MappingProxyType[str, str] = MappingProxyType(
    {
        "simulate_night": "chain",
        "slow_wave_activity_factor": "chain",
        "profile_at": "chain",
        "nmda_open_fraction": "magnesium",
        "half_block": "magnesium",
        "magnesium_course": "pharmacokinetics",
        "rise_at_plasma": "pharmacokinetics",
        "Kinetics": "pharmacokinetics",
        "two_process": "processes",
        "TwoProcess": "processes",
        "slow_wave_driven_process": "processes",
        "SlowWaveDriven": "processes",
        "sleep_regulation_network": "switch",
        "sleep_wake_switch": "switch",
        "simulate_regulated_cortex": "regulated_cortex",
        "activity_by_cycle": "regulated_cortex",
        "PhillipsRobinson": "switch",
        "simulate_neural_mass": "neural_mass",
        "NeuralMass": "neural_mass",
        "MASSES": "neural_mass",
        "benzodiazepine": "neural_mass",
        "simulate_hypnograms": "architecture",
        "sleep_drive": "architecture",
        "PROFILES": "architecture",
        "Profile": "architecture",
        "sample_night": "samples",
    }
)

__all__ = [*_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'explorer.lab' has no attribute {name!r}")
    return getattr(import_module(f"explorer.lab.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
