"""A test of a program that uses the Claude Agent SDK, without Claude."""
import json
import os
import pathlib
import tempfile

import anyio
from claude_agent_sdk import ClaudeAgentOptions, ResultMessage, query

folder = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("UNDERSTUDY_FOLDER")))
play = folder / "play.json"
play.write_text(json.dumps([
    {"when": {"prompt": "capital"}, "say": [{"text": "Paris."}]},
    {"say": [{"error": {"api": 529, "retries": 0}}]},
]))
options = ClaudeAgentOptions(
    cli_path=os.environ["UNDERSTUDY_FAKE"],  # what `understudy fake path` prints
    env={"UNDERSTUDY_PLAY": str(play), "UNDERSTUDY_HOME": str(folder / "claude")})


async def answer(prompt):
    async for message in query(prompt=prompt, options=options):
        if isinstance(message, ResultMessage):
            return message.result


assert anyio.run(answer, "What is the capital of France?") == "Paris."
