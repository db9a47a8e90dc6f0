"""A plain reader of PMTiles and vector tiles, which shares nothing with the code that writes them."""

import gzip
import json
import struct


def numbers(content):
    value = shift = 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def fields(content):
    """Field number and value of each entry of a protocol buffer message."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(content):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            assert key & 7 == 2
            size = number()
            yield key >> 3, content[at : at + size]
            at += size


def _signed(number):
    return (number >> 1) ^ -(number & 1)


def shapes(coded):
    """Lines of points; closed ones end with their first point."""
    commands, x, y, lines = list(numbers(coded)), 0, 0, []
    at = 0
    while at < len(commands):
        kind, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if kind == 7:
            lines[-1].append(lines[-1][0])
            continue
        for _ in range(count):
            x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
            at += 2
            if kind == 1:
                lines.append([])
            lines[-1].append((x, y))
    return lines


def layers(tile):
    """Layer name → list of (kind, texts, shapes)."""
    found = {}
    for number, layer in fields(tile):
        assert number == 3
        parts = list(fields(layer))
        keys = [value.decode() for field, value in parts if field == 3]
        values = [dict(fields(value))[1].decode() for field, value in parts if field == 4]
        (name,) = (value.decode() for field, value in parts if field == 1)
        assert (15, 2) in parts
        assert (5, 4096) in parts
        for field, value in parts:
            if field == 2:
                own = dict(fields(value))
                tags = list(numbers(own.get(2, b"")))
                texts = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
                found.setdefault(name, []).append((own[3], texts, shapes(own[4])))
    return found


def place(number):
    """Zoom, column and row of a tile number, by walking the curve down."""
    zoom = 0
    while number >= 4**zoom:
        number -= 4**zoom
        zoom += 1
    x = y = 0
    side = 1
    while side < 1 << zoom:
        right, low = 1 & (number // 2), 1 & (number ^ (1 & (number // 2)))
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y = x + side * right, y + side * low
        number //= 4
        side *= 2
    return zoom, x, y


def tiles(path):
    """Every tile of a file: (zoom, column, row) → its layers."""
    content = path.read_bytes()
    head = struct.unpack("<8s11Q", content[:96])
    found = {}

    def walk(start, size):
        values = list(numbers(gzip.decompress(content[start : start + size])))
        count = values[0]
        ids, runs, sizes, starts = (values[1 + n * count : 1 + (n + 1) * count] for n in range(4))
        tile = offset = length = 0
        for step, run, bytes_, begins in zip(ids, runs, sizes, starts, strict=True):
            tile += step
            offset = begins - 1 if begins else offset + length
            length = bytes_
            if run == 0:
                walk(head[5] + offset, length)
            else:
                found[place(tile)] = layers(gzip.decompress(content[head[7] + offset :][:length]))

    walk(head[1], head[2])
    return found


def metadata(path):
    content = path.read_bytes()
    start, size = struct.unpack("<QQ", content[24:40])
    return json.loads(gzip.decompress(content[start : start + size]))
