"""Where this newsroom's record lies on the machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from reference.errors import InputError

VARIABLE = "AIRTRACE_HOME"


@dataclass(frozen=True)
class Home:
    """One folder with the record, its vault and index, the newsroom's stations, and Prefect's files."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "airtrace.db"

    @property
    def stations(self) -> Path:
        """Folder of station files that extend the shipped ones."""
        return self.path / "stations"

    @property
    def incoming(self) -> Path:
        """Folder for answers that are on their way to the vault."""
        return self.path / "incoming"

    @property
    def footage(self) -> Path:
        """Folder of footage that was gathered from archives; the newsroom's own stays where it is."""
        return self.path / "footage"

    @property
    def prefect(self) -> Path:
        """Folder of Prefect's own database, profile and password; it can be deleted."""
        return self.path / "prefect"

    @property
    def pace(self) -> Path:
        """When each host may be asked again, by whichever process; it can be deleted."""
        return self.path / "pace.json"

    @property
    def serve_lock(self) -> Path:
        """Held by ``airtrace serve`` for as long as it is up."""
        return self.path / "serve.lock"

    def is_of_record(self, path: Path) -> bool:
        """Whether writing there would destroy a part of the record."""
        inside = path.resolve()
        kept = (
            *(self.path / "vault", self.path / "index", self.path / "runs"),
            *(self.footage, self.stations, self.prefect),
        )
        if any(inside.is_relative_to(folder.resolve()) for folder in kept):
            return True
        own = inside.parent == self.path.resolve()
        return own and inside.name.startswith((self.database.name, "airtrace.lock", self.serve_lock.name))

    def station_files(self) -> tuple[Path, ...]:
        return tuple(sorted(self.stations.glob("*.yaml")))

    def account_files(self) -> tuple[Path, ...]:
        """Files of accounts that this newsroom knows, beside the shipped ones."""
        return tuple(sorted((self.path / "accounts").glob("*.yaml")))

    def trust_files(self) -> tuple[Path, ...]:
        """Certificates (PEM) of those whose content credentials this newsroom trusts."""
        return tuple(sorted((self.path / "trust").glob("*.pem")))


def chosen_home(given: Path | None) -> Home:
    """The folder given, else that of ``$AIRTRACE_HOME``, else the platform's data directory.

    Raises:
        InputError: It exists and is no folder, or cannot be created or written.
    """
    if given is None:
        variable = os.environ.get(VARIABLE)
        if variable:
            given = Path(variable)
        else:
            import platformdirs

            given = Path(platformdirs.user_data_dir("airtrace", appauthor=False))
    path = given.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(
            f"the home folder {path} cannot be used: {error.strerror}; name one with --home"
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise InputError(f"the home folder {path} cannot be written to; name another with --home")
    return Home(path)
