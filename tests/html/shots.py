"""Screenshots and how far two of them may differ.

Another version of the library that draws letters moves edges by fractions of a pixel: looked at from
further away nothing has changed. A missing part, another order or a broken layout is seen from there, too."""
import io
import os

import ground

try:
    from PIL import Image, ImageChops, ImageFilter
except ImportError:
    ground.skip("needs python3-pil")

FOLDER = os.path.join(ground.SOURCE, "docs", "img")
KB_MAX = 150
BLUR, BLOCK = 3, 40  # pixels
# of 255, on the average of a block: letters that moved reach 6, a line of text too much or too few 20
DIFFERENT = 12
BLOCKS_MAX = 0.005   # so many blocks may be different
SIZE_MAX = 0.01      # so much longer or shorter may a page be


def compact(png):
    """The same with 128 colours, which a page does not exceed by much."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True)
    return out.getvalue()


def read(png):
    return Image.open(io.BytesIO(png)).convert("RGB").filter(ImageFilter.GaussianBlur(BLUR))


def difference(one, other):
    """Why two PNG do not show the same, or None."""
    a, b = read(one), read(other)
    if a.width != b.width or abs(a.height - b.height) > SIZE_MAX * b.height:
        return f"{a.width}x{a.height} pixels, expected {b.width}x{b.height}"
    frame = (0, 0, a.width, min(a.height, b.height))
    blocks = ImageChops.difference(a.crop(frame), b.crop(frame)).convert("L").reduce(BLOCK)
    bad = [(i % blocks.width * BLOCK, i // blocks.width * BLOCK)
           for i, mean in enumerate(blocks.getdata()) if mean > DIFFERENT]
    count = blocks.width * blocks.height
    if len(bad) > BLOCKS_MAX * count:
        return f"{len(bad)} of {count} blocks of {BLOCK} pixels differ, the first at {bad[0]}"
    return None


def path(name):
    return os.path.join(FOLDER, name + ".png")


def write(name, png):
    os.makedirs(FOLDER, exist_ok=True)
    with open(path(name), "wb") as f:
        f.write(compact(png))


def faults(name, png):
    """Of a screenshot against the one that is stored."""
    try:
        with open(path(name), "rb") as f:
            stored = f.read()
    except FileNotFoundError:
        return [f"docs/img/{name}.png is missing; tests/html/run --write makes it"]
    big = [f"{len(stored)} bytes"] if len(stored) > KB_MAX * 1024 else []
    apart = difference(png, stored)
    if apart:
        big.append(f"{apart}; if that is meant: tests/html/run --write, and look at docs/img/{name}.png")
    return big
