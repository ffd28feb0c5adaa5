"""What goes wrong with the real CLI goes wrong here: a line too long, a turn limit, a failing API."""
import anyio
from claude_agent_sdk import CLIJSONDecodeError, ResultMessage, query

from stage import check, options


async def last(script, **others):
    return [m async for m in query(prompt="hi", options=options(script, **others))][-1]


async def main():
    try:
        await last([{"say": [{"text": "x" * (1 << 20)}]}])
        check(False, "a line over 1 MiB ends the reader")
    except Exception as error:
        check("1048576" in str(error) or isinstance(error, CLIJSONDecodeError), "a line over 1 MiB ends the reader")
    tool = {"tool": {"name": "Bash", "input": {"command": "echo 1"}, "result": "1"}}
    try:
        result = await last([{"say": [tool, tool, tool, {"text": "never"}]}], max_turns=1)
        check(result.subtype == "error_max_turns", "the limit of turns is told")
    except Exception as error:
        check("maximum number of turns" in str(error), "the limit of turns is told")
    try:
        result = await last([{"say": [{"error": {"api": 400}}]}])
        check(result.is_error, "a failure of the API is an error")
    except Exception as error:
        check("Credit balance" in str(error), "a failure of the API is an error")


anyio.run(main)
