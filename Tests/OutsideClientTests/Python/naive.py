"""Clients with known mistakes fail as they do with the real CLI."""
import os
import subprocess
import sys

import anyio

from stage import FAKE, FOLDER, PROJECT, check, journal, play

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

# The clients themselves, which find the fake on PATH.
os.environ.update(environment)
os.environ["PATH"] = os.path.dirname(FAKE) + os.pathsep + os.environ["PATH"]
os.environ["HOME"] = str(FOLDER)
os.chdir(PROJECT)

from claude_cli_sdk import Claude  # noqa: E402


async def ask():
    async with Claude() as claude:
        return await claude.run("hi")


result = anyio.run(ask)
check(result.success and result.text == "", "claude-cli-sdk 0.2.1 gets no text")
check("--input-format" in journal()[-1]["argv"] and journal()[-1]["exit"] == 0, "and no error either")

# It skips permissions, which root may do in a sandbox only; its own folder is shared by all workers of a user. It looks
# for its log every 100 ms, and for five minutes once that has gone with the worker: the refusal comes late enough.
os.environ["IS_SANDBOX"] = "1"
os.environ["UNDERSTUDY_SPEED"] = "0.2"
name = f"understudy-{os.getpid()}"
worker = os.path.join(os.path.dirname(sys.executable), "claude-worker")
done = subprocess.run([worker, "start", "--name", name, "--prompt", "hi"], capture_output=True, text=True,
                      stdin=subprocess.DEVNULL, timeout=60)
subprocess.run([worker, "stop", name], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
check("Hello" not in done.stdout, "claude-worker 0.1.12 gets no answer")
check(journal()[-1]["exit"] == 1 and "--verbose" not in journal()[-1]["argv"], "since it forgets --verbose")
