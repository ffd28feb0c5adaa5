"""A reader of recordings written from the article on the format alone: prints what ours must find too."""
import base64, hashlib, json, sys
from decimal import Decimal

STREAMS = {"o": "stdout", "e": "stderr", "i": "stdin"}


def unfinished(data):
    """The start of a sequence, at the end, that more bytes could make well-formed."""
    for size in (3, 2, 1):
        tail = data[-size:] if len(data) >= size else b""
        if not tail or not 0xC2 <= tail[0] <= 0xF4:
            continue
        for more in (b"\x80", b"\x90", b"\xa0", b"\x8f\x80", b"\x80\x80", b"\x90\x80", b"\xa0\x80", b"\x9f\x80", b"\x80\x80\x80", b"\x90\x80\x80"):
            try:
                tail.decode()
            except UnicodeDecodeError:
                pass
            else:
                return b""
            try:
                if len((tail + more).decode()) == 1:
                    return tail
            except UnicodeDecodeError:
                pass
    return b""


def read(path):
    raw = open(path, "rb").read()
    lines = raw.split(b"\n")
    header = json.loads(lines[0])
    clock, carry, events, last, complete, offset = Decimal(0), {}, [], None, False, len(lines[0]) + 1
    for line in lines[1:]:
        if line.startswith(b"# complete ") and raw[offset:].startswith(line):
            told = dict(part.split(b"=") for part in line.split()[2:])
            complete = hashlib.sha256(raw[:offset]).hexdigest().encode() == told[b"sha256"]
        offset += len(line) + 1
        if line.startswith(b"#") or not line.strip():
            last = None if line.startswith(b"#") else last
            continue
        interval, code, data = json.loads(line, parse_float=Decimal)
        clock += interval
        if code in STREAMS:
            held, text = carry.get(code, b""), data.encode()
            if text:
                assert text.startswith(held), "the carry is not repeated"
                text, carry[code] = text[len(held):], b""
            last = [clock, code, text]
            events.append(last)
        elif code == "p":
            rest = base64.b64decode(data, validate=True)
            last[2] += rest
            carry[last[1]] = carry.get(last[1], b"") + rest
        elif code.lower() in STREAMS and code.isupper():
            chunk = base64.b64decode(data, validate=True)
            code = code.lower()
            carry[code] = unfinished(carry.get(code, b"") + chunk)
            last = None
            events.append([clock, code, chunk])
        else:
            last = None
            events.append([clock, code, data])
    return header, events, complete


header, events, complete = read(sys.argv[1])
for at, code, data in events:
    shown = data.hex() if isinstance(data, bytes) else data
    print(f"{round(at * 1000000)} {code} {shown}")
print("complete" if complete else "not complete")
