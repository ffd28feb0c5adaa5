"""Runs the waits that the test describes through pexpect, and says what came of each.

A line of the input is a case: what arrives, packet by packet, and the waits. A packet is one read, as it would be from
a terminal; where nothing more is in the pipe the time of a wait is over, since the clock of this test stands still.
"""
import fcntl
import json
import os
import re
import sys

import pexpect
from pexpect import fdpexpect

F_SETPIPE_SZ = 1031


class Reader(fdpexpect.fdspawn):
    def read_nonblocking(self, size=1, timeout=-1):
        return super().read_nonblocking(size, 0)


def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value


def pattern(one):
    kind, source = one
    if kind == "eof":
        return pexpect.EOF
    if kind == "timeout":
        return pexpect.TIMEOUT
    return source.encode("latin-1") if kind == "exact" else re.compile(source.encode("latin-1"), re.DOTALL)


def wait(reader, one):
    patterns = [pattern(entry) for entry in one["patterns"]]
    expect = reader.expect_exact if one["exact"] else reader.expect_list
    try:
        index = expect(patterns, timeout=60, searchwindowsize=one["window"])
    except pexpect.EOF:
        index = "eof"
    except pexpect.TIMEOUT:
        index = "timeout"
    groups = None
    if isinstance(reader.match, re.Match):
        groups = [text(group) for group in (reader.match.group(0), *reader.match.groups())]
    after = text(reader.after) if isinstance(reader.after, bytes) else ""
    return {"index": index, "before": text(reader.before), "after": after, "groups": groups}


def run(case):
    down, up = os.pipe2(os.O_DIRECT if case["packets"] else 0)
    fcntl.fcntl(up, F_SETPIPE_SZ, 1 << 20)
    reader = Reader(down, maxread=case["maxread"])
    reader.delayafterread = None
    answers = []
    for step in case["steps"]:
        if "write" in step:
            os.write(up, step["write"].encode("latin-1"))
        elif "close" in step:
            os.close(up)
            up = -1
        else:
            answers.append(wait(reader, step))
    os.close(down)
    if up >= 0:
        os.close(up)
    return answers


folder = os.environ["UNDERSTUDY_FOLDER"]
with open(folder + "/cases.jsonl") as cases, open(folder + "/answers.jsonl", "w") as answers:
    for line in cases:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
print(sys.version.split()[0], pexpect.__version__)
