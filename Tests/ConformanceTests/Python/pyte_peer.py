"""Draws streams of bytes with pyte, as it is and with its known mistakes mended, and dumps the screens.

Each line of the input is a JSON object: `fixes` (names, or "all"), `without` (a name to leave out), `columns`, `rows`,
`pieces` (base64). Each line of the output is a JSON array of strings: the rows, their styles, cursor and title.
"""
import base64
import copy
import json
import sys
import unicodedata

import pyte
import pyte.graphics
from pyte import modes as mo
from pyte.screens import Margins, wcwidth


class WideAtTheEdge:
    """A wide character that does not fit goes to the next line; pyte draws its first half."""

    def draw(self, data):
        for char in data:
            if wcwidth(char) == 2 and self.cursor.x == self.columns - 1:
                if mo.DECAWM in self.mode:
                    self.cursor.x = self.columns
                else:
                    self.cursor.x = self.columns - 2
            super().draw(char)


class HalfOfAWide:
    """A wide character that loses one half loses the other; pyte keeps it, and its lines get too long or too short."""

    def mend(self):
        for line in self.buffer.values():
            for x in range(self.columns):
                data = line[x].data
                if data == "" and (x == 0 or wcwidth(line[x - 1].data[:1] or " ") != 2):
                    line[x] = line[x]._replace(data=" ")
                elif data and wcwidth(data[0]) == 2 and (x + 1 == self.columns or line[x + 1].data != ""):
                    line[x] = line[x]._replace(data=" ")

    def draw(self, data):
        for char in data:
            super().draw(char)
            self.mend()

    def erase_characters(self, *arguments):
        super().erase_characters(*arguments)
        self.mend()

    def erase_in_line(self, *arguments, **names):
        super().erase_in_line(*arguments, **names)
        self.mend()

    def insert_characters(self, *arguments):
        super().insert_characters(*arguments)
        self.mend()

    def delete_characters(self, *arguments):
        super().delete_characters(*arguments)
        self.mend()


class MarkAtTheEdge:
    """A mark joins the character in the last column; pyte wraps first, and joins it from there."""

    def draw(self, data):
        for char in data:
            if self.cursor.x == self.columns and wcwidth(char) == 0 and unicodedata.combining(char):
                line = self.buffer[self.cursor.y]
                place = self.columns - 1
                while place and line[place].data == "":
                    place -= 1
                line[place] = line[place]._replace(data=line[place].data + char)
            else:
                super().draw(char)


class MarkOnAWide:
    """A mark joins the wide character before it; pyte adds it to the second half."""

    def draw(self, data):
        for char in data:
            x = self.cursor.x
            line = self.buffer[self.cursor.y]
            if wcwidth(char) == 0 and unicodedata.combining(char) and 2 <= x < self.columns and line[x - 1].data == "":
                line[x - 2] = line[x - 2]._replace(data=line[x - 2].data + char)
            else:
                super().draw(char)


class MarkWithoutABase:
    """A mark at the start of a line has nothing to join; pyte adds it to the line above."""

    def draw(self, data):
        for char in data:
            if self.cursor.x > 0 or wcwidth(char) != 0:
                super().draw(char)


class BehindTheLastColumn:
    """With a wrap pending the cursor is in the last column; pyte's stands behind it, and functions work from there."""

    def settle(self):
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    def set_tab_stop(self):
        self.tabstops.add(min(self.cursor.x, self.columns - 1))

    def clear_tab_stop(self, how=0):
        super().clear_tab_stop(how)
        if how == 0:
            self.tabstops.discard(min(self.cursor.x, self.columns - 1))

    def tab(self):
        # A tab that can't move leaves the wrap pending.
        if self.cursor.x < self.columns:
            super().tab()


def settled(name):
    def function(self, *arguments, **names):
        self.settle()
        getattr(super(BehindTheLastColumn, self), name)(*arguments, **names)

    return function


for name in [
    "index", "reverse_index", "cursor_up", "cursor_down", "cursor_forward", "cursor_to_line", "erase_characters",
    "delete_characters",
]:
    setattr(BehindTheLastColumn, name, settled(name))


def erase_in_line(self, how=0, private=False):
    if how == 0:
        self.settle()
    super(BehindTheLastColumn, self).erase_in_line(how, private)


def insert_characters(self, count=None):
    # In insert mode the wrap comes first.
    self.settle()
    super(BehindTheLastColumn, self).insert_characters(count)


BehindTheLastColumn.erase_in_line = erase_in_line
BehindTheLastColumn.insert_characters = insert_characters


class OneSavedCursor:
    """DECSC saves one cursor, with the origin mode, which DECRC restores as often as it is asked; pyte has a stack."""

    kept = None

    def save_cursor(self):
        self.kept = (copy.copy(self.cursor), mo.DECOM in self.mode)

    def restore_cursor(self):
        cursor, origin = self.kept or (pyte.screens.Cursor(0, 0), False)
        hidden = self.cursor.hidden
        self.mode.discard(mo.DECOM)
        if origin:
            self.mode.add(mo.DECOM)
        self.cursor = copy.copy(cursor)
        self.cursor.hidden = hidden


class MarginsStopWhoIsInside:
    """Going up or down stops at a margin only who is on its inner side; pyte moves the others to it."""

    def cursor_up(self, count=None):
        top = self.margins.top if self.margins and self.cursor.y >= self.margins.top else 0
        self.cursor.y = max(self.cursor.y - (count or 1), top)

    def cursor_down(self, count=None):
        inside = self.margins and self.cursor.y <= self.margins.bottom
        self.cursor.y = min(self.cursor.y + (count or 1), self.margins.bottom if inside else self.lines - 1)


class OriginClamps:
    """In origin mode a place outside the region is the nearest inside; pyte stays where it is."""

    def cursor_position(self, line=None, column=None):
        if self.margins and mo.DECOM in self.mode:
            line = min(line or 1, self.margins.bottom - self.margins.top + 1)
        super().cursor_position(line, column)

    def cursor_to_line(self, line=None):
        self.margins = self.margins or Margins(0, self.lines - 1)
        super().cursor_to_line(line)


class NothingBehindTheEdge:
    """What is pushed over the right edge is lost; pyte keeps one character there, and deleting brings it back."""

    def insert_characters(self, count=None):
        super().insert_characters(count)
        self.buffer[self.cursor.y].pop(self.columns, None)

    def draw(self, data):
        super().draw(data)
        self.buffer[self.cursor.y].pop(self.columns, None)


class UntouchedLinesMoveToo:
    """Deleting a line brings up the one below; pyte leaves the old one where nothing was ever written below."""

    def delete_lines(self, count=None):
        for y in range(self.lines):
            self.buffer[y]
        super().delete_lines(count)


class TheFinalOfHPA:
    """HPA ends in a grave accent (ECMA-48, 8.3.57); pyte takes an apostrophe for it."""

    csi = {**pyte.Stream.csi, "`": "cursor_to_column"}


fixes = {
    "wide at the edge": WideAtTheEdge,
    "half of a wide": HalfOfAWide,
    "mark at the edge": MarkAtTheEdge,
    "mark on a wide": MarkOnAWide,
    "mark without a base": MarkWithoutABase,
    "behind the last column": BehindTheLastColumn,
    "one saved cursor": OneSavedCursor,
    "margins stop who is inside": MarginsStopWhoIsInside,
    "origin clamps": OriginClamps,
    "untouched lines move too": UntouchedLinesMoveToo,
    "the final of HPA": TheFinalOfHPA,
}
# Those that are of the parser.
of_streams = {"the final of HPA"}

names = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]
named = {name: index for index, name in enumerate(names)}
named.update({"bright" + name: index + 8 for index, name in enumerate(names)})
named["bfightmagenta"] = 13


def color(text):
    if text == "default":
        return "-"
    return pyte.graphics.FG_BG_256[named[text]] if text in named else text


def style(char):
    marks = [
        (char.bold, "b"), (char.italics, "i"), (char.underscore, "u"), (char.reverse, "r"), (char.strikethrough, "s"),
    ]
    return f"{color(char.fg)} {color(char.bg)} {''.join(letter for is_set, letter in marks if is_set)}"


def dump(screen):
    lines, styles = [], []
    for y in range(screen.lines):
        line = screen.buffer[y]
        lines.append("".join(line[x].data for x in range(screen.columns)).rstrip(" "))
        last = ""
        for x in range(screen.columns):
            if line[x].data.strip(" ") and style(line[x]) != last:
                last = style(line[x])
                styles.append(f"{y},{x} {last}")
    x = min(screen.cursor.x, screen.columns - 1)
    pending = "pending" if screen.cursor.x == screen.columns else ""
    hidden = "hidden" if screen.cursor.hidden else ""
    return lines + styles + [f"cursor {screen.cursor.y},{x} {pending} {hidden}", screen.title]


def run(request):
    chosen = list(fixes) if request["fixes"] == "all" else request["fixes"]
    chosen = [name for name in chosen if name != request.get("without")]
    screens = tuple(fixes[name] for name in chosen if name not in of_streams)
    streams = tuple(fixes[name] for name in chosen if name in of_streams)
    screen = type("PeerScreen", screens + (pyte.Screen,), {})(request["columns"], request["rows"])
    stream = type("PeerStream", streams + (pyte.ByteStream,), {})(screen)
    for piece in request["pieces"]:
        stream.feed(base64.b64decode(piece))
    return dump(screen)


if sys.argv[1:] == ["names"]:
    print(json.dumps(list(fixes)))
else:
    for line in sys.stdin:
        try:
            print(json.dumps(run(json.loads(line))))
        except Exception as error:
            print(json.dumps([f"pyte failed: {error!r}"]))
