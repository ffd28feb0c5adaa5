"""A program that makes pages of session files reads ours."""
import os
import subprocess
import sys

from stage import FAKE, FOLDER, HOME, PROJECT, check, play

script = [{"say": [
    {"thinking": "Let me see."}, {"text": "I look."},
    {"tool": {"name": "Read", "input": {"file_path": "/x/notes.txt"}, "result": "1\talpha"}}, {"text": "It says alpha."},
]}]
environment = {**os.environ, **play(script)}
subprocess.run([FAKE, "-p", "What does it say?"], check=True, env=environment, cwd=PROJECT,
               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
file = next(HOME.glob("projects/*/*.jsonl"))
page = FOLDER / "page.html"
program = os.path.join(os.path.dirname(sys.executable), "claude-code-log")
subprocess.run([program, str(file), "-o", str(page)], check=True, env=environment, cwd=PROJECT)
text = page.read_text()
for words in ["What does it say?", "Let me see.", "I look.", "It says alpha.", "alpha"]:
    check(words in text, f"the page has: {words}")
