"""The client decides about a tool: it allows, changes the input, denies, and denies so that the turn ends."""
import anyio
from claude_agent_sdk import (
    ClaudeSDKClient, HookMatcher, PermissionResultAllow, PermissionResultDeny, ToolResultBlock, UserMessage,
)

from stage import check, options

SCRIPT = [{"say": [
    {"text": "I will use a tool."},
    {"tool": {"name": "Bash", "input": {"command": "touch made.txt"}, "result": "made"}},
    {"text": "Done."},
]}]


async def ask(answer):
    """One turn whose question is answered so; returns what was asked, what ran, the tool's results and the result."""
    asked, ran = [], []

    async def can_use_tool(name, input, context):
        asked.append((name, input, context))
        return answer

    async def after(input, tool_use_id, context):
        ran.append(input["tool_input"])
        return {}

    chosen = options(SCRIPT, can_use_tool=can_use_tool, hooks={"PostToolUse": [HookMatcher(hooks=[after])]})
    async with ClaudeSDKClient(options=chosen) as client:
        await client.query("go")
        messages = [m async for m in client.receive_response()]
    results = [b for m in messages if isinstance(m, UserMessage) and isinstance(m.content, list)
               for b in m.content if isinstance(b, ToolResultBlock)]
    return asked, ran, results, messages[-1]


async def main():
    asked, ran, results, _ = await ask(PermissionResultAllow())
    check(asked[0][0] == "Bash" and asked[0][1] == {"command": "touch made.txt"}, "the question names tool and input")
    check(len(asked[0][2].suggestions) == 3, "it suggests what could be granted")
    check(results[0].content == "made" and not results[0].is_error, "allowed, the tool answers")
    check(ran == [asked[0][1]], "and it ran with what was asked about")

    changed = {"command": "touch other.txt"}
    _, ran, results, _ = await ask(PermissionResultAllow(updated_input=changed))
    check(results[0].content == "made" and ran == [changed], "with another input that is what ran")

    _, ran, results, result = await ask(PermissionResultDeny(message="no, because test"))
    check(results[0].is_error and results[0].content == "no, because test", "denied, the words are the answer")
    check(ran == [], "and nothing ran")
    check(not result.is_error and result.result == "Done." and len(result.permission_denials) == 1,
          "the turn goes on and counts the denial")

    _, _, _, result = await ask(PermissionResultDeny(message="stop", interrupt=True))
    check(result.is_error and result.subtype == "error_during_execution", "with an interruption the turn ends")


anyio.run(main)
