"""A small castle in four seasons, as voxels. Z is up, the gate faces -y, and the middle of the courtyard is (0, 0).

build(season) gives {layer name: {(x, y, z): (r, g, b)}}, bottom layer first. The same voxels every time.
"""

import math

# Colours are sRGB. `trees` is a list because a wood is not all of one colour.
SEASONS = {
    "spring": {"grass": (124, 176, 72), "roof": (62, 96, 160), "flag": (232, 190, 64), "stone": (176, 170, 160),
               "water": (70, 142, 190), "trees": [(240, 170, 196), (150, 196, 90), (248, 200, 216)], "tall": 0},
    "summer": {"grass": (86, 148, 60), "roof": (176, 58, 46), "flag": (52, 92, 170), "stone": (186, 176, 156),
               "water": (52, 124, 180), "trees": [(48, 112, 52), (66, 134, 58), (92, 150, 64)], "tall": 3},
    "autumn": {"grass": (150, 142, 66), "roof": (110, 66, 110), "flag": (222, 120, 40), "stone": (168, 156, 146),
               "water": (74, 116, 140), "trees": [(206, 108, 38), (224, 160, 50), (168, 60, 40)], "tall": 1},
    "winter": {"grass": (232, 238, 244), "roof": (70, 84, 104), "flag": (190, 44, 54), "stone": (158, 164, 174),
               "water": (168, 206, 224), "trees": [(44, 88, 76), (236, 242, 246), (58, 104, 86)], "tall": 2},
}

GROUND = 2           # the first z above the ground
WALL = 19            # distance of the wall's middle line from the middle of the courtyard
MOAT = range(25, 29)  # distances at which there is water
WOOD = (118, 82, 50)
DARK = (44, 40, 42)
SAND = (198, 172, 124)


def speckle(x, y, z):
    """A number of 0..255 that looks random and is always the same for a place."""
    h = (x * 374761393 + y * 668265263 + z * 2147483647 + 974634777) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    return (h ^ (h >> 16)) & 255


def tinted(color, place, strength):
    """The colour, made up to `strength` lighter or darker by place, so that surfaces have a grain."""
    change = (speckle(*place) - 128) * strength // 128
    return tuple(max(0, min(255, channel + change)) for channel in color)


class Painter:
    """Puts voxels into one layer."""

    def __init__(self):
        self.voxels = {}

    def put(self, place, color, strength=8):
        self.voxels[place] = tinted(color, place, strength)

    def masonry(self, place, color):
        """Stone blocks, four wide and two high, shifted by half in every other course."""
        x, y, z = place
        course = z // 2
        along = (x + y + 2 * (course % 2)) // 4
        shade = speckle(along, course, x // 9 + y // 9 * 7) % 25 - 12
        self.put(place, tuple(max(0, min(255, channel + shade)) for channel in color), 5)

    def tower(self, center, radius, height, color):
        """A round tower from the ground: a shell, a floor at the top, a wider crown with merlons, window slits."""
        cx, cy = center
        for x in range(-radius - 1, radius + 2):
            for y in range(-radius - 1, radius + 2):
                reach = math.hypot(x, y)
                if reach < radius + 0.4:
                    for z in range(GROUND, height):
                        if reach > radius - 1.2 or z == height - 1:
                            self.masonry((cx + x, cy + y, z), color)
                if radius - 0.8 < reach < radius + 1.4:
                    self.masonry((cx + x, cy + y, height - 1), color)
                    self.masonry((cx + x, cy + y, height), color)
                    if (x + y) % 4 < 2:
                        self.masonry((cx + x, cy + y, height + 1), color)
        for z in range(GROUND + 6, height - 4, 7):
            for tall in range(3):
                for x, y in ((0, radius), (0, -radius), (radius, 0), (-radius, 0)):
                    self.put((cx + x, cy + y, z + tall), DARK, 0)

    def cone(self, center, base, radius, height, color):
        """A pointed roof in rows of tiles, hollow below its skin."""
        cx, cy = center
        for row in range(height):
            reach = radius * (1 - row / height) + 0.3
            for x in range(-radius - 1, radius + 2):
                for y in range(-radius - 1, radius + 2):
                    if reach - 2.2 < math.hypot(x, y) <= reach:
                        shade = -14 if row % 3 == 0 else 0
                        self.put((cx + x, cy + y, base + row), tuple(max(0, c + shade) for c in color), 10)


def ground(look):
    layer = Painter()
    for x in range(-32, 32):
        for y in range(-32, 32):
            distance = max(abs(x), abs(y))
            if math.hypot(max(0, abs(x) - 24), max(0, abs(y) - 24)) > 8:
                continue  # rounds the corners
            layer.put((x, y, 0), look["water"] if distance in MOAT else (112, 84, 60), 6)
            if distance in MOAT:
                continue
            if distance < WALL:
                layer.put((x, y, 1), (150, 142, 130), 22)
            elif abs(x) <= 2 and y < 0:
                layer.put((x, y, 1), SAND, 12)
            else:
                layer.put((x, y, 1), look["grass"], 14)
    return layer.voxels


def walls(look):
    layer = Painter()
    for along in range(-WALL, WALL + 1):
        for across in (-1, 0, 1):
            for z in range(GROUND, 13):
                sides = [(along, WALL + across), (WALL + across, along), (-WALL + across, along)]
                if abs(along) > 6:
                    sides.append((along, -WALL + across))  # the gatehouse fills the gap
                for x, y in sides:
                    layer.masonry((x, y, z), look["stone"])
        if along % 4 < 2:
            for z in (13, 14):
                for x, y in ((along, WALL + 1), (WALL + 1, along), (-WALL - 1, along)):
                    layer.masonry((x, y, z), look["stone"])
                if abs(along) > 6:
                    layer.masonry((along, -WALL - 1, z), look["stone"])
    return layer.voxels


def corner_towers():
    """Centre and height above the season's own; each a little different."""
    return [((-WALL, -WALL), 20), ((WALL, -WALL), 20), ((-WALL, WALL), 23), ((WALL, WALL), 23)]


def towers(look):
    layer = Painter()
    for center, height in corner_towers():
        layer.tower(center, 4, height + look["tall"], look["stone"])
    return layer.voxels


def keep(look):
    layer = Painter()
    for x in range(-8, 9):
        for y in range(-4, 13):
            edge = max(abs(x), abs(y - 4)) == 8
            for z in range(GROUND, 22):
                if edge or z == 21:
                    layer.masonry((x, y, z), look["stone"])
            if edge and (x + y) % 4 < 2:
                layer.masonry((x, y, 22), look["stone"])
                layer.masonry((x, y, 23), look["stone"])
    for z, glow in ((8, False), (15, True)):
        for across in (-5, 0, 5):
            for tall in range(3):
                color = (250, 206, 104) if glow else DARK
                layer.put((across, -4, z + tall), color, 0)
                layer.put((-8, across + 4, z + tall), color, 0)
                layer.put((8, across + 4, z + tall), color, 0)
    for x in range(-2, 3):
        for z in range(GROUND, 7):
            layer.put((x, -4, z), WOOD if x % 2 else DARK, 4)
    great = Painter()
    great.tower((0, 4), 5, 32 + look["tall"], look["stone"])
    layer.voxels.update({place: color for place, color in great.voxels.items() if place[2] >= 22})
    return layer.voxels


def roofs(look):
    layer = Painter()
    for center, height in corner_towers():
        layer.cone(center, height + look["tall"] + 1, 4, 10, look["roof"])
    layer.cone((0, 4), 33 + look["tall"], 5, 14, look["roof"])
    for x in (-5, 5):
        layer.cone((x, -WALL - 1), 18, 3, 7, look["roof"])
    return layer.voxels


def gate(look):
    layer = Painter()
    for x in range(-6, 7):
        for y in range(-WALL - 2, -WALL + 2):
            for z in range(GROUND, 15):
                arch = abs(x) <= 2 and z < 8 - (abs(x) == 2)
                if not arch:
                    layer.masonry((x, y, z), look["stone"])
        if x % 2 == 0:
            layer.masonry((x, -WALL - 2, 15), look["stone"])
    for x in (-5, 5):
        layer.tower((x, -WALL - 1), 2, 17, look["stone"])
    for x in range(-2, 3):
        for z in range(5, 8 - (abs(x) == 2)):
            if x % 2 == 0 or z % 2 == 1:
                layer.put((x, -WALL, z), DARK, 4)  # the raised portcullis
    for y in range(-29, -WALL - 2):
        for x in range(-3, 4):
            layer.put((x, y, 1), tuple(c - 16 * (y % 2) for c in WOOD), 6)  # the bridge
            if abs(x) == 3 and y % 3 == 0:
                layer.put((x, y, 2), WOOD, 6)
    return layer.voxels


def trees(look, season):
    layer = Painter()
    spots = [(-30, -12), (-30, 4), (-31, 17), (30, -14), (30, 1), (30, 14), (-14, 30), (3, 30), (17, 30), (-12, -30),
             (12, -30), (22, -30), (-21, -31), (-13, 8), (13, 11), (-13, -10)]
    for number, (x, y) in enumerate(spots):
        color = look["trees"][number % len(look["trees"])]
        trunk = 3 + speckle(x, y, 1) % 3
        for z in range(GROUND, GROUND + trunk + 1):
            layer.put((x, y, z), WOOD, 8)
        if season == "winter":
            fir(layer, (x, y, GROUND + 2), color, look["grass"])
        else:
            crown(layer, (x, y, GROUND + trunk + 2), color)
    return layer.voxels


def crown(layer, center, color):
    cx, cy, cz = center
    for x in range(-3, 4):
        for y in range(-3, 4):
            for z in range(-2, 4):
                inside = x * x + y * y + z * z < 8 + speckle(cx + x, cy + y, cz + z) % 4
                if inside and max(abs(cx + x), abs(cy + y)) < 32:
                    layer.put((cx + x, cy + y, cz + z), color, 22)


def fir(layer, base, color, snow):
    cx, cy, cz = base
    for row in range(9):
        reach = (9 - row) / 3 + (0.8 if row % 3 == 0 else 0)
        for x in range(-3, 4):
            for y in range(-3, 4):
                if math.hypot(x, y) <= reach and max(abs(cx + x), abs(cy + y)) < 32:
                    white = speckle(cx + x, cy + y, cz + row) < 60
                    layer.put((cx + x, cy + y, cz + row), snow if white else color, 10)


def flags(look):
    layer = Painter()
    tips = [(center, height + look["tall"] + 10) for center, height in corner_towers()]
    tips.append(((0, 4), 46 + look["tall"]))
    for (x, y), z in tips:
        for tall in range(7):
            layer.put((x, y, z + tall), (96, 84, 70), 0)
        for along in range(1, 6):
            wave = round(math.sin(along * 1.3))
            for row in range(3):
                color = (244, 240, 228) if row == 1 else look["flag"]
                layer.put((x + along, y + wave, z + 4 + row), color, 4)
    return layer.voxels


def build(season):
    """The castle of one of SEASONS."""
    look = SEASONS[season]
    return {"ground": ground(look), "walls": walls(look), "towers": towers(look), "keep": keep(look),
            "roofs": roofs(look), "gate": gate(look), "trees": trees(look, season), "flags": flags(look)}
