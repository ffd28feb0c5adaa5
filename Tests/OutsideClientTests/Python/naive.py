"""Clients with known mistakes fail as they do with the real CLI."""
import os
import subprocess

from stage import FAKE, PROJECT, check, play

environment = {**os.environ, **play([{"say": [{"text": "Hello"}]}])}


def call(*words, text=""):
    return subprocess.run([FAKE, *words], input=text, capture_output=True, text=True, env=environment, cwd=PROJECT)


# As claude-worker 0.1.12 calls it.
done = call("-p", "--input-format", "stream-json", "--output-format", "stream-json", "--replay-user-messages")
check(done.returncode == 1 and "requires --verbose" in done.stderr, "stream-json without --verbose is refused")
# As claude-cli-sdk 0.2.1 calls it.
done = call("-p", "hi", "--output-format", "stream-json", "--verbose", "--input-format", "stream-json")
check(done.returncode == 0 and done.stdout == "", "a prompt beside stream-json input is ignored")
check("Hello" in call("-p", "hi").stdout, "without the mistakes there is an answer")

os.environ.update(environment)
os.environ["PATH"] = os.path.dirname(FAKE) + os.pathsep + os.environ["PATH"]
os.chdir(PROJECT)
