"""Interrupt, another model, another permission mode, and what the server tells of itself."""
import anyio
from claude_agent_sdk import AssistantMessage, ClaudeSDKClient, ResultMessage, SystemMessage, TextBlock

from stage import check, options

SCRIPT = [
    {"when": {"prompt": "slow"}, "say": [{"text": {"value": "word " * 400, "deltas": 400, "pace": "250ms"}}]},
    {"say": [{"text": "Hello"}]},
]


async def main():
    async with ClaudeSDKClient(options=options(SCRIPT, include_partial_messages=True)) as client:
        info = await client.get_server_info()
        check(info["commands"] and info["output_style"] == "default", "initialize tells what there is")
        await client.query("slow")
        result = None
        async for message in client.receive_response():
            event = getattr(message, "event", None)
            if event and event["type"] == "content_block_delta":
                await client.interrupt()
                break
        async for message in client.receive_response():
            result = message
        check(isinstance(result, ResultMessage) and result.subtype == "error_during_execution", "a turn is cut off")

        await client.set_model("haiku")
        await client.set_permission_mode("acceptEdits")
        await client.query("hi")
        messages = [m async for m in client.receive_response()]
        init = next(m for m in messages if isinstance(m, SystemMessage) and m.subtype == "init")
        check(init.data["model"] == "claude-haiku-4-5", "another model answers")
        check(init.data["permissionMode"] == "acceptEdits", "in another mode")
        check(messages[-1].result == "Hello", "and the next turn is whole")
        try:
            await client.set_permission_mode("bypassPermissions")
            check(False, "permissions can't be skipped later")
        except Exception as error:
            check("not launched" in str(error), "permissions can't be skipped later")


anyio.run(main)
