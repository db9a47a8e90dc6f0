"""What signs on roads say, each said once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SIGNS = ("name", "name_en", "ref", "name_ar")
"""Columns of segments that a driver may read on the road."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signs:
    """For each segment a row of `said`: its name, else that in English or its ref; and its Arabic name.

    No two rows of `said` are the same; None stands for what is unknown.
    """

    row: NDArray[np.int64]
    said: tuple[tuple[str | None, str | None], ...]


def signs_of(columns: Sequence[pa.ChunkedArray]) -> Signs:
    """The signs of segments by their columns of SIGNS."""
    tables = [_coded(column) for column in columns]
    joint = np.zeros(len(tables[0][0]), np.int64)
    for code, words in tables:
        _, joint = np.unique(joint * len(words) + code, return_inverse=True)
    _, first, joint = np.unique(joint, return_index=True, return_inverse=True)
    texts = ([words[own] for own in code[first].tolist()] for code, words in tables)
    said = [(name or name_en or ref, name_ar) for name, name_en, ref, name_ar in zip(*texts, strict=True)]
    row_of = {words: row for row, words in enumerate(dict.fromkeys(said))}
    return Signs(row=np.array([row_of[words] for words in said], np.int64)[joint], said=tuple(row_of))


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str | None]]:
    """The row of each text among the texts; the last of them is None."""
    texts = column.unify_dictionaries().combine_chunks()
    texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
    code = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    words = [*texts.dictionary.to_pylist(), None]
    return np.where(code < 0, len(words) - 1, code), words
