"""The SDK's calls are recorded behind it from another `claude` further down PATH, and played without one."""
import os
import sys

import anyio
from claude_agent_sdk import ClaudeAgentOptions, ClaudeSDKClient, ResultMessage, query

from stage import FAKE, FOLDER, PROJECT, check

REAL = FOLDER / "real"
REAL.mkdir()
CALLS = FOLDER / "calls"
(REAL / "claude").write_text(f"#!{sys.executable}\n" + '''
import json, os, sys
open(os.environ["REAL_CALLS"], "a").write("call\\n")
def say(**message):
    print(json.dumps(message), flush=True)
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "control_request":
        answer = {"subtype": "success", "request_id": message["request_id"], "response": {"commands": []}}
        say(type="control_response", response=answer)
    elif message["type"] == "user":
        words = "You said: " + str(message["message"]["content"])
        say(type="system", subtype="init", session_id="s", claude_code_version="2.1.330")
        say(type="assistant", session_id="s", message={"model": "m", "content": [{"type": "text", "text": words}]})
        say(type="result", subtype="success", duration_ms=1, duration_api_ms=1, is_error=False, num_turns=1,
            session_id="s", result=words)
''')
(REAL / "claude").chmod(0o755)


def options(mode, real=True):
    places = [os.path.dirname(FAKE)] + ([str(REAL)] if real else []) + ["/usr/bin", "/bin"]
    return ClaudeAgentOptions(cli_path=FAKE, cwd=str(PROJECT), env={
        "UNDERSTUDY_PLAY": str(FOLDER / "casts"), "UNDERSTUDY_MODE": mode, "REAL_CALLS": str(CALLS),
        "PATH": os.pathsep.join(places)})


async def ask(prompt, chosen):
    return [m async for m in query(prompt=prompt, options=chosen)][-1].result


async def talk(prompts, chosen):
    answers = []
    async with ClaudeSDKClient(options=chosen) as client:
        for prompt in prompts:
            await client.query(prompt)
            answers += [m.result async for m in client.receive_response() if isinstance(m, ResultMessage)]
    return answers


def calls():
    return len(CALLS.read_text().splitlines())


async def main():
    for prompt in ["one", "another question", "one"]:
        check(await ask(prompt, options("once")) == f"You said: {prompt}", f"{prompt}: answered")
    check(calls() == 2, "each question has reached the other program once")
    check(await talk(["three", "four"], options("once")) == ["You said: three", "You said: four"], "a conversation")
    check(calls() == 3, "it is a call of its own")
    for prompt in ["another question", "one"]:
        check(await ask(prompt, options("none", real=False)) == f"You said: {prompt}", f"{prompt}: played")
    check(await talk(["three", "four"], options("none", real=False)) == ["You said: three", "You said: four"],
          "the conversation is played")
    try:
        await ask("five", options("none", real=False))
        check(False, "an unknown question is an error")
    except Exception as error:
        check("70" in str(error), "an unknown question is an error")
    check(calls() == 3, "and nothing was called meanwhile")


anyio.run(main)
