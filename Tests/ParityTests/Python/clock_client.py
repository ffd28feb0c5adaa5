"""A program of another language on a virtual clock: the clock protocol in sixty lines, and what it is tested with."""

import os
import socket
import struct
import subprocess
import sys
import time

MESSAGE = struct.Struct("<HHiQq")  # version, kind, value, epoch, number
VERSION, NEVER = 1, 2**63 - 1
HELLO, EXPECT, LOOK, RUNNING, IDLE = 1, 2, 3, 4, 5


class Clock:
    """Time as the coordinator says it is, in microseconds."""

    def __init__(self, version=VERSION):
        self.version, self.epoch, self.now = version, 0, 0
        address = os.environ["UNDERSTUDY_CLOCK"]
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line.connect("\0" + address[1:] if address.startswith("@") else address)
        self.say(HELLO, os.getpid())

    def say(self, kind, value=0, number=NEVER):
        self.line.send(MESSAGE.pack(self.version, kind, value, self.epoch, number))

    def turn(self):
        """Waits for a turn."""
        message = self.line.recv(MESSAGE.size)
        if not message:
            sys.exit("the coordinator is gone")
        _, _, _, self.epoch, self.now = MESSAGE.unpack(message)

    def rest(self, until=NEVER):
        """There is nothing to do before an instant."""
        self.say(IDLE, 0, until)
        self.turn()

    def sleep(self, seconds):
        end = self.now + round(seconds * 1_000_000)
        while self.now < end:
            self.rest(end)
        self.say(RUNNING)

    def start(self, *words):
        """Starts a program that takes part, too."""
        process = subprocess.Popen(words, stdout=subprocess.PIPE)
        self.say(EXPECT, process.pid, self.now)
        return process

    def wait(self, process):
        while process.poll() is None:
            self.rest()
        self.say(RUNNING)
        return process.stdout.read().decode()


def main(mode, *arguments):
    clock = Clock(version=2 if mode == "version" else VERSION)
    clock.turn()
    if mode == "sleep":
        clock.sleep(float(arguments[0]))
        print("slept until", clock.now, flush=True)
    elif mode == "family":
        child = clock.start(sys.executable, __file__, "sleep", arguments[0])
        print("my child has", clock.wait(child), end="", flush=True)
    elif mode == "mute":
        time.sleep(3600)
    elif mode == "leave":
        clock.line.close()
        time.sleep(3600)
    elif mode == "flood":
        while True:
            clock.say(IDLE, 0, clock.epoch)
            clock.epoch += 1
    elif mode == "ahead":
        clock.epoch += 1
        clock.rest()
    elif mode == "torn":
        clock.line.send(b"nonsense")
        time.sleep(3600)


main(*sys.argv[1:])
