"""What this installation was told from outside: one frozen value, from `PASSAGE_*` variables and files of secrets.

A secret is never a plain variable where that can be helped: `PASSAGE_DATABASE_URL_FILE` names a file that holds it,
and a systemd credential `passage_database_url` is found by itself. A name nobody knows is refused, because a
protection that was switched on under a misspelt name is not on.
"""

import difflib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from geo.errors import PassageError

PREFIX = "PASSAGE_"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Variable by which systemd names the folder of a service's credentials."""

FOR_DEVELOPMENT = {
    "PASSAGE_DATA": "folder of real data that tests and benches read",
    "PASSAGE_ORDERS": "folder where a bench keeps prepared orders",
    "PASSAGE_TEST_MAP": "file by which a bench hands a made map to a page",
}
"""Names that tests and benches use and the product ignores."""


class SettingsError(PassageError):
    """Something this installation was told that cannot be right."""


class Settings(BaseSettings):
    """Everything that can be set from outside; the rest is kept with the operation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path | None = Field(
        None, description="Folder of the operations, roads and maps; `.passage` in the project when not set."
    )
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL server that keeps the operations in place of files; holds a password."
    )
    key_file: Path | None = Field(
        None, description="File of the key that opens the operations after a restart, on servers; kept apart from them."
    )
    behind_proxy: bool = Field(
        default=False,
        description="Whether a proxy with TLS stands in front; without one only this machine itself is served.",
    )
    hosts: str | None = Field(
        None, description="Names, with commas between, that browsers may call this server by; needed behind a proxy."
    )
    idle_min: float | None = Field(
        None, gt=0, description="Minutes without an act of a person after which they have to sign in again."
    )
    session_h: float | None = Field(None, gt=0, description="Hours after which everybody has to sign in again.")
    upload_mb: int = Field(200, ge=1, description="Megabytes a file may have that somebody uploads.")
    upload_hour_mb: int = Field(2000, ge=1, description="Megabytes one person may upload within an hour.")
    oidc_issuer: str | None = Field(None, description="Address of the provider people sign in with (OpenID Connect).")
    oidc_client_id: str | None = Field(None, description="What the provider calls this server.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="What this server proves itself with to the provider."
    )
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port on this machine for `/metrics` and `/readyz`; closed when not set."
    )
    log_level: str = Field(
        "warning",
        pattern="^(info|warning|error)$",
        description="From which weight on the log speaks: `info`, "
        "`warning` or `error`; `info` has a line for every request.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What `read_settings` gathered and nothing else: no file lying about in the folder of the start."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def settings() -> Settings:
    """What the environment of this process says now.

    Raises
    ------
    SettingsError
        See `read_settings`.
    """
    names = (name for name in os.environ if name.startswith(PREFIX) or name == CREDENTIALS)
    return _read(tuple((name, os.environ[name]) for name in sorted(names)))


@lru_cache(maxsize=8)
def _read(environment: tuple[tuple[str, str], ...]) -> Settings:
    return read_settings(dict(environment))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """What these variables, and the files they name, say.

    Raises
    ------
    SettingsError
        When a name is not known, a value cannot be used or a file of a secret cannot be read; never with the value.
    """
    told = {name: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    _require_known(told)
    values: dict[str, Any] = {**_credentials(environment), **_from_files(told)}
    for field in Settings.model_fields:
        text = told.get(name_of(field))
        if text is not None:
            _require_once(field, values)
            values[field] = text
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def name_of(field: str) -> str:
    """Variable that sets a field.

    >>> name_of("metrics_port")
    'PASSAGE_METRICS_PORT'
    """
    return PREFIX + field.upper()


def secret_fields() -> tuple[str, ...]:
    """Fields that may come from a file in place of a variable."""
    return tuple(name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None)


def _require_known(told: Mapping[str, str]) -> None:
    known = {name_of(field) for field in Settings.model_fields} | set(FOR_DEVELOPMENT)
    known |= {f"{name_of(field)}_FILE" for field in secret_fields()}
    for name in sorted(told):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.0)
            message = f"There is no setting {name}; the nearest is {near[0]}. Mend or remove it, then start again."
            raise SettingsError(message)


def _credentials(environment: Mapping[str, str]) -> dict[str, str]:
    folder = environment.get(CREDENTIALS)
    if not folder:
        return {}
    files = {field: Path(folder) / name_of(field).lower() for field in secret_fields()}
    return {field: _secret(field, file) for field, file in files.items() if file.exists()}


def _from_files(told: Mapping[str, str]) -> dict[str, str]:
    names = {field: told.get(f"{name_of(field)}_FILE") for field in secret_fields()}
    return {field: _secret(field, Path(name)) for field, name in names.items() if name}


def _require_once(field: str, values: Mapping[str, Any]) -> None:
    if field in values:
        name = name_of(field)
        message = f"{name} is given twice, as a variable and in a file; remove the variable and keep the file."
        raise SettingsError(message)


def _secret(field: str, file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        message = f"The file {file} for {name_of(field)} cannot be read; check its name and who may read it."
        raise SettingsError(message) from None
    if not text:
        message = f"The file {file} for {name_of(field)} is empty; write the secret into it, then start again."
        raise SettingsError(message)
    return text


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    field = str(first["loc"][0])
    about = Settings.model_fields[field].description or ""
    return f"{name_of(field)} cannot be used: {first['msg']}. It is: {about}"
