"""Sessions go on, are copied, are listed and read; unknown ones are refused."""
import anyio
from claude_agent_sdk import ResultMessage, get_session_messages, list_sessions, query

from stage import HOME, PROJECT, check, options

SCRIPT = [{"when": {"prompt": "again"}, "say": [{"text": "Once more."}]}, {"say": [{"text": "Hello."}]}]


async def ask(prompt, **others):
    return [m async for m in query(prompt=prompt, options=options(SCRIPT, **others))][-1]


async def main():
    first = await ask("hi")
    again = await ask("again", resume=first.session_id)
    check(again.session_id == first.session_id and again.result == "Once more.", "a session goes on")
    check(again.total_cost_usd > first.total_cost_usd, "its cost adds up")
    copy = await ask("again", resume=first.session_id, fork_session=True)
    check(copy.session_id != first.session_id, "a copy has a name of its own")
    latest = await ask("again", continue_conversation=True)
    check(latest.session_id == copy.session_id, "the last one goes on")
    named = await ask("hi", session_id="22222222-2222-4333-8444-555555555555")
    check(named.session_id == "22222222-2222-4333-8444-555555555555", "a session can be named")
    try:
        await ask("again", resume="11111111-2222-4333-8444-555555555555")
        check(False, "an unknown session is refused")
    except Exception as error:
        check("No conversation found" in str(error), "an unknown session is refused")

    import os
    os.environ["CLAUDE_CONFIG_DIR"] = str(HOME)
    sessions = list_sessions(directory=str(PROJECT))
    names = {s.session_id for s in sessions}
    check({first.session_id, copy.session_id, named.session_id} <= names, "the SDK lists them")
    texts = [str(m.message["content"]) for m in get_session_messages(first.session_id, directory=str(PROJECT))]
    check(len(texts) == 4 and "hi" in texts[0] and "Once more." in texts[3], "and reads what was said")


anyio.run(main)
