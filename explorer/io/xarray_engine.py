"""The engine "psg": ``xarray.open_datatree("night.edf", engine="psg")`` gives a night's tree."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xarray as xr
from xarray.backends import BackendEntrypoint

from explorer.io.open import open_night
from explorer.vocabulary.counts import listed
from explorer.vocabulary.stages import Stage

_SUFFIXES = (".edf", ".bdf", ".rec")


class PolysomnographyBackend(BackendEntrypoint):
    """Opens EDF, EDF+ and BDF as the tree of `explorer.night.night.Night`."""

    description = "Polysomnography in EDF, EDF+ and BDF, one group a sampling frequency"
    open_dataset_parameters = (
        *("filename_or_obj", "drop_variables", "group"),
        *("hypnogram", "stages", "subject", "night"),
    )
    supports_groups = True

    def guess_can_open(self, filename_or_obj: Any) -> bool:
        """Say whether the file's name ends as EDF's and BDF's do."""
        return (
            isinstance(filename_or_obj, str | Path)
            and Path(filename_or_obj).suffix.lower() in _SUFFIXES
        )

    def open_dataset(  # type: ignore[override]
        self,
        filename_or_obj: str | Path,
        *,
        drop_variables: str | Iterable[str] | None = None,
        group: str = "/",
        hypnogram: str | Path | None = None,
        stages: Mapping[str, str | int | Stage] | None = None,
        subject: str = "",
        night: str = "",
    ) -> xr.Dataset:
        """Open one group of the tree, such as ``signals/256Hz``.

        Parameters
        ----------
        filename_or_obj : str or Path
            The file.
        drop_variables : str or iterable of str, optional
            Variables to leave out.
        group : str
            Which group.
        hypnogram : str or Path, optional
        stages : mapping of str to str, optional
        subject, night : str
            As for `open_night`.

        Returns
        -------
        xr.Dataset

        Raises
        ------
        ValueError
            If there is no such group.
        """
        groups = self.open_groups_as_dict(
            filename_or_obj,
            drop_variables=drop_variables,
            hypnogram=hypnogram,
            stages=stages,
            subject=subject,
            night=night,
        )
        name = "/" + group.strip("/")
        if name not in groups:
            raise ValueError(
                f"{filename_or_obj}: no group {name!r}, expected one of {listed(groups)}"
            )
        return groups[name]

    def open_groups_as_dict(  # type: ignore[override]
        self,
        filename_or_obj: str | Path,
        *,
        drop_variables: str | Iterable[str] | None = None,
        hypnogram: str | Path | None = None,
        stages: Mapping[str, str | int | Stage] | None = None,
        subject: str = "",
        night: str = "",
    ) -> dict[str, xr.Dataset]:
        """Open every group of the tree, by its path."""
        said: dict[str, Any] = {"subject": subject, "night": night}
        chosen = {key: word for key, word in said.items() if word}
        tree = open_night(filename_or_obj, hypnogram, stages=stages, **chosen).tree
        dropped = (
            [drop_variables] if isinstance(drop_variables, str) else list(drop_variables or ())
        )
        return {
            node.path: node.to_dataset(inherit=False).drop_vars(dropped, errors="ignore")
            for node in tree.subtree
        }

    def open_datatree(  # type: ignore[override]
        self,
        filename_or_obj: str | Path,
        *,
        drop_variables: str | Iterable[str] | None = None,
        hypnogram: str | Path | None = None,
        stages: Mapping[str, str | int | Stage] | None = None,
        subject: str = "",
        night: str = "",
    ) -> xr.DataTree:
        """Open the whole tree."""
        return xr.DataTree.from_dict(
            self.open_groups_as_dict(
                filename_or_obj,
                drop_variables=drop_variables,
                hypnogram=hypnogram,
                stages=stages,
                subject=subject,
                night=night,
            )
        )
