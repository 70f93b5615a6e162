"""Reads what the service writes, by other means than its own: 8-bit PNG pictures and .gox files."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _paeth(left, up, corner):
    near_left, near_up, near_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if near_left <= near_up and near_left <= near_corner:
        return left
    return up if near_up <= near_corner else corner


def _unfilter(kind, line, above, step):
    """Undoes a PNG row filter in place; `step` is the bytes a pixel has."""
    for i, value in enumerate(line):
        left = line[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        line[i] = (value + guess) & 0xFF


def read_png(data):
    """(width, height, pixels): a list of (r, g, b, a), row by row from the top."""
    if data[:8] != SIGNATURE:
        raise ValueError("no PNG signature")
    packed, position, header = b"", 8, None
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8:position + 8 + size]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + size)
        if zlib.crc32(kind + body) != checksum:
            raise ValueError(f"wrong checksum of {kind}")
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        position += 12 + size
    width, height, depth, colour_type, _, _, interlace = header
    channels = {2: 3, 6: 4}.get(colour_type)
    if depth != 8 or channels is None or interlace:
        raise ValueError(f"not a plain RGB or RGBA picture: {header}")
    raw, row = zlib.decompress(packed), width * channels
    above, pixels = bytearray(row), []
    for y in range(height):
        start = y * (row + 1)
        line = bytearray(raw[start + 1:start + 1 + row])
        if raw[start]:
            _unfilter(raw[start], line, above, channels)
        for i in range(0, row, channels):
            pixels.append(tuple(line[i:i + channels]) + ((255,) if channels == 3 else ()))
        above = line
    return width, height, pixels


def gox_chunks(data):
    """(kind, body, end) of each chunk; `end` is where the next one starts."""
    magic, version = struct.unpack_from("<4si", data)
    if magic != b"GOX " or version != 2:
        raise ValueError(f"not a version 2 .gox file: {data[:8]!r}")
    position = 8
    while position < len(data):
        kind, size = struct.unpack_from("<4si", data, position)
        if size < 0 or position + 12 + size > len(data):
            raise ValueError(f"chunk {kind} at {position} is cut off")
        yield kind, data[position + 8:position + 8 + size], position + 12 + size
        position += 12 + size


def _dictionary(body, position):
    values = {}
    while position < len(body):
        (size,) = struct.unpack_from("<i", body, position)
        if size == 0:
            break
        key = body[position + 4:position + 4 + size].decode()
        position += 4 + size
        (size,) = struct.unpack_from("<i", body, position)
        values[key] = body[position + 4:position + 4 + size]
        position += 4 + size
    return values


def read_gox(data):
    """The layers, bottom first: [(name, {(x, y, z): (r, g, b, a)})]."""
    blocks, layers = [], []
    for kind, body, _ in gox_chunks(data):
        if kind == b"BL16":
            width, height, pixels = read_png(body)
            if (width, height) != (64, 64):
                raise ValueError(f"a block of {width}x{height}")
            blocks.append(pixels)
        elif kind == b"LAYR":
            (count,) = struct.unpack_from("<i", body)
            voxels = {}
            for number in range(count):
                block, x, y, z, _ = struct.unpack_from("<5i", body, 4 + 20 * number)
                for i, color in enumerate(blocks[block]):
                    if color[3]:
                        voxels[x + i % 16, y + i // 16 % 16, z + i // 256] = color
            layers.append((_dictionary(body, 4 + 20 * count)["name"].decode(), voxels))
    return layers
