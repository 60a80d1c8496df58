"""Models and simulations; nothing here is data."""

from importlib import import_module
from types import MappingProxyType
from typing import Any

# Where each public name lives; imported on use, for some of them compile loops.
_PUBLIC: MappingProxyType[str, str] = MappingProxyType(
    {
        "simulate_treated_night": "magnesium_pathway",
        "slow_wave_activity_factor": "magnesium_pathway",
        "profile_at": "sleep_profiles",
        "nmda_open_fraction": "nmda_block",
        "half_block": "nmda_block",
        "magnesium_course": "pharmacokinetics",
        "rise_at_plasma": "pharmacokinetics",
        "Kinetics": "pharmacokinetics",
        "two_process": "two_process",
        "TwoProcess": "two_process",
        "slow_wave_driven_process": "two_process",
        "SlowWaveDriven": "two_process",
        "sleep_regulation_network": "sleep_wake_switch",
        "sleep_wake_switch": "sleep_wake_switch",
        "simulate_regulated_cortex": "regulated_cortex",
        "activity_by_cycle": "regulated_cortex",
        "PhillipsRobinson": "sleep_wake_switch",
        "simulate_neural_mass": "neural_mass",
        "NeuralMass": "neural_mass",
        "MASSES": "neural_mass",
        "benzodiazepine": "neural_mass",
        "simulate_hypnograms": "simulated_hypnogram",
        "simulate_arousals": "arousal_events",
        "sleep_drive": "homeostatic_drive",
        "PROFILES": "sleep_profiles",
        "Profile": "sleep_profiles",
    }
)

__all__ = [*_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'explorer.models' has no attribute {name!r}")
    return getattr(import_module(f"explorer.models.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
