"""claude-p drives the interactive program in a pseudoterminal and reads the session's file."""
import json
import os
import subprocess
import sys

from stage import FAKE, FOLDER, PROJECT, check, play

environment = {**os.environ, **play([{"say": [{"text": "Hello from the terminal."}]}])}
# It looks for the session's file where the CLI has it, under the home folder.
environment["HOME"] = str(FOLDER)
environment["UNDERSTUDY_HOME"] = str(FOLDER / ".claude")
environment["PATH"] = os.path.dirname(FAKE) + os.pathsep + environment["PATH"]
program = os.path.join(os.path.dirname(sys.executable), "claude-p")


def call(*words):
    done = subprocess.run([program, "--preserve-provider-env", *words, "hi"], capture_output=True, text=True,
                          env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"claude-p ended with {done.returncode}: {done.stderr}")
    return done.stdout


check(call().strip() == "Hello from the terminal.", "text")
check(json.loads(call("--output-format", "json"))["result"] == "Hello from the terminal.", "json")
lines = [json.loads(line) for line in call("--output-format", "stream-json", "--verbose").splitlines()]
check(lines[-1]["type"] == "result" and lines[-1]["result"] == "Hello from the terminal.", "stream-json")
