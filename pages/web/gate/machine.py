"""What a machine is to whoever locks or wipes it."""

from data.service.wiping import Machine
from data.settings import settings
from pages.web import shelf
from pages.web.gate import here
from pages.web.home import data_folder


def machine() -> Machine:
    """The machine of this installation, with its folders, its key and who may come in."""
    return Machine(
        folder=data_folder(),
        operations=shelf.operations_folder(),
        key=shelf.key_path(),
        register=here.register,
        close=shelf.lock,
        is_served=settings().database_url is not None or settings().key_file is not None,
    )
