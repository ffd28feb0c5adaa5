"""One question, one answer; then a stream of questions."""
import anyio
from claude_agent_sdk import AssistantMessage, ResultMessage, SystemMessage, TextBlock, query

from stage import check, options

SCRIPT = [
    {"when": {"prompt": "second"}, "say": [{"text": "two"}]},
    {"say": [{"thinking": "hm"}, {"text": "Hello"}]},
]


def texts(messages):
    return [b.text for m in messages if isinstance(m, AssistantMessage) for b in m.content if isinstance(b, TextBlock)]


async def questions():
    for text in ["first", "second"]:
        yield {"type": "user", "message": {"role": "user", "content": text}, "parent_tool_use_id": None,
               "session_id": "s"}


async def main():
    messages = [m async for m in query(prompt="hi", options=options(SCRIPT))]
    check(isinstance(messages[0], SystemMessage) and messages[0].subtype == "init", "init comes first")
    check(texts(messages) == ["Hello"], "the answer is the script's")
    result = messages[-1]
    check(isinstance(result, ResultMessage) and result.result == "Hello" and not result.is_error, "the result is last")
    check(result.total_cost_usd > 0 and result.usage["output_tokens"] > 0, "it has a cost and a use")

    messages = [m async for m in query(prompt=questions(), options=options(SCRIPT))]
    check(texts(messages) == ["Hello", "two"], "a stream of questions is answered one by one")
    check(sum(isinstance(m, ResultMessage) for m in messages) == 2, "each has its result")

    partial = options(SCRIPT, include_partial_messages=True)
    kinds = [type(m).__name__ for m in [m async for m in query(prompt="hi", options=partial)]]
    check("StreamEvent" in kinds, "pieces come where they are asked for")


anyio.run(main)
