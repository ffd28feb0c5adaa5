"""What the client programs share: a folder of their own, a script for the fake, and the environment that it needs."""
import json
import os
import pathlib

FAKE = os.environ["UNDERSTUDY_FAKE"]
FOLDER = pathlib.Path(os.environ["UNDERSTUDY_FOLDER"])
HOME = FOLDER / "claude"
JOURNAL = FOLDER / "journal.jsonl"
PROJECT = FOLDER / "project"
PROJECT.mkdir(exist_ok=True)


def play(entries):
    """Writes a script; returns the environment that plays it."""
    path = FOLDER / "play.json"
    path.write_text(json.dumps(entries))
    return {
        "UNDERSTUDY_PLAY": str(path), "UNDERSTUDY_HOME": str(HOME), "UNDERSTUDY_JOURNAL": str(JOURNAL),
        "CLAUDE_CONFIG_DIR": str(HOME), "ANTHROPIC_API_KEY": "sk-ant-fake",
    }


def options(entries, **others):
    """Options of the SDK whose CLI is the fake."""
    from claude_agent_sdk import ClaudeAgentOptions

    return ClaudeAgentOptions(cli_path=FAKE, cwd=str(PROJECT), env=play(entries), **others)


def journal():
    """The calls so far."""
    return [json.loads(line) for line in JOURNAL.read_text().splitlines()]


def check(condition, words):
    """Ends the program where something does not hold."""
    if not condition:
        raise SystemExit(f"not so: {words}")
    print("ok:", words)
