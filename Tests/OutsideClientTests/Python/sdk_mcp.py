"""A tool of the client is really called, and its answer is in the session's file."""
import anyio
from claude_agent_sdk import (
    ClaudeSDKClient, ResultMessage, SystemMessage, ToolResultBlock, UserMessage, create_sdk_mcp_server, tool,
)

from stage import HOME, check, options

CALLS = []


@tool("add", "Adds two numbers", {"a": float, "b": float})
async def add(arguments):
    CALLS.append(arguments)
    return {"content": [{"type": "text", "text": str(arguments["a"] + arguments["b"])}]}


@tool("fail", "Fails", {})
async def fail(arguments):
    raise ValueError("out of numbers")


SCRIPT = [
    {"when": {"prompt": "fail"}, "say": [{"tool": {"name": "mcp__calc__fail", "input": {}}}, {"text": "Hm."}]},
    {"say": [{"tool": {"name": "mcp__calc__add", "input": {"a": 1, "b": 2}}}, {"text": "Three."}]},
]


async def main():
    server = create_sdk_mcp_server(name="calc", version="1.0.0", tools=[add, fail])
    chosen = options(SCRIPT, mcp_servers={"calc": server}, allowed_tools=["mcp__calc"])
    async with ClaudeSDKClient(options=chosen) as client:
        await client.query("add")
        messages = [m async for m in client.receive_response()]
        init = next(m for m in messages if isinstance(m, SystemMessage) and m.subtype == "init")
        check("mcp__calc__add" in init.data["tools"], "init lists the client's tools")
        check(init.data["mcp_servers"][0]["status"] == "connected", "and its server")
        check(CALLS == [{"a": 1, "b": 2}], "the tool was called once, with the script's input")
        blocks = [b for m in messages if isinstance(m, UserMessage) and isinstance(m.content, list)
                  for b in m.content if isinstance(b, ToolResultBlock)]
        check(blocks[0].content == [{"type": "text", "text": "3"}], "its answer is the result")
        await client.query("fail")
        messages = [m async for m in client.receive_response()]
        blocks = [b for m in messages if isinstance(m, UserMessage) and isinstance(m.content, list)
                  for b in m.content if isinstance(b, ToolResultBlock)]
        check(blocks[0].is_error and "out of numbers" in str(blocks[0].content), "one that fails says so")
        status = await client.get_mcp_status()
        check(status["mcpServers"][0]["name"] == "calc", "its status can be asked")
    files = list(HOME.glob("projects/*/*.jsonl"))
    check(any('"text":"3"' in f.read_text() for f in files), "the answer is in the session's file")


anyio.run(main)
