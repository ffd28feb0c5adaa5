"""The older SDK finds the fake on PATH; its parser knows fewer messages and raises on others."""
import os

import anyio

from stage import FAKE, PROJECT, check, play

os.environ.update(play([{"say": [{"text": "Hello"}]}]))
os.environ["PATH"] = os.path.dirname(FAKE) + os.pathsep + os.environ["PATH"]

from claude_code_sdk import AssistantMessage, ClaudeCodeOptions, ClaudeSDKClient, ResultMessage, query  # noqa: E402


async def main():
    messages = [m async for m in query(prompt="hi", options=ClaudeCodeOptions(cwd=str(PROJECT), max_turns=1))]
    check(isinstance(messages[-1], ResultMessage) and messages[-1].result == "Hello", "a question is answered")
    check(any(isinstance(m, AssistantMessage) for m in messages), "by an assistant")
    async with ClaudeSDKClient(options=ClaudeCodeOptions(cwd=str(PROJECT))) as client:
        await client.query("hi")
        messages = [m async for m in client.receive_response()]
    check(messages[-1].result == "Hello", "a conversation is held")


anyio.run(main)
