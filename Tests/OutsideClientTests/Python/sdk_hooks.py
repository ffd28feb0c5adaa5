"""Hooks of the client are called with what happens, and what they answer is followed."""
import anyio
from claude_agent_sdk import (
    ClaudeSDKClient, HookMatcher, PermissionResultAllow, ResultMessage, ToolResultBlock, UserMessage,
)

from stage import check, options

SCRIPT = [{"say": [
    {"tool": {"name": "Bash", "input": {"command": "touch made.txt"}, "result": "made"}}, {"text": "Done."},
]}]


async def run(answers, **others):
    calls = []

    def hook(name):
        async def callback(input, tool_use_id, context):
            calls.append((name, input))
            return answers.get(name, {})
        return callback

    names = ["PreToolUse", "PostToolUse", "UserPromptSubmit", "Stop"]
    hooks = {name: [HookMatcher(matcher="Bash" if "Tool" in name else None, hooks=[hook(name)])] for name in names}
    async with ClaudeSDKClient(options=options(SCRIPT, hooks=hooks, **others)) as client:
        await client.query("go")
        messages = [m async for m in client.receive_response()]
    results = [b for m in messages if isinstance(m, UserMessage) and isinstance(m.content, list)
               for b in m.content if isinstance(b, ToolResultBlock)]
    return calls, results, messages[-1]


def pre(**decision):
    return {"PreToolUse": {"hookSpecificOutput": {"hookEventName": "PreToolUse", **decision}}}


async def main():
    calls, results, result = await run(pre(permissionDecision="allow"))
    check([c[0] for c in calls] == ["UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop"], "the order is the CLI's")
    by_name = dict(calls)
    check(by_name["UserPromptSubmit"]["prompt"] == "go", "the prompt is told")
    check(by_name["PreToolUse"]["tool_input"] == {"command": "touch made.txt"}, "the input is told")
    check(by_name["PostToolUse"]["tool_response"]["stdout"] == "made", "the answer is told")
    check(by_name["Stop"]["last_assistant_message"] == "Done.", "the last words are told")
    check(results[0].content == "made", "an allowed tool runs")

    calls, results, _ = await run(pre(permissionDecision="deny", permissionDecisionReason="blocked by hook"))
    check(results[0].is_error and "blocked by hook" in results[0].content, "a denied tool does not run")
    check("PostToolUse" not in [c[0] for c in calls], "and nobody hears of its answer")

    calls, _, _ = await run(pre(permissionDecision="allow", updatedInput={"command": "touch other.txt"}))
    check(dict(calls)["PostToolUse"]["tool_input"] == {"command": "touch other.txt"}, "a changed input is what runs")

    calls, results, result = await run({"UserPromptSubmit": {"decision": "block", "reason": "not today"}})
    check("not today" in result.result and len(calls) == 1, "a prompt that is held back is not answered")


anyio.run(main)
