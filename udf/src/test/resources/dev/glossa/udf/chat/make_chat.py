"""Makes the goldens of this folder with transformers (5.24; Jinja2 3.1): what it renders.

python make_chat.py
    conversations.json  each *.jinja here, with each conversation below
    expressions.json    each expression of expressions.txt, printed, asked for its truth, gone through
    statements.json     each template of templates.json
Those that Jinja2 renders with a memory address in it, or that Glossa does not know, are left out by
hand. The moment of strftime_now is fixed.
"""

import datetime
import json
import pathlib

import transformers.utils.chat_template_utils as utils

FOLDER = pathlib.Path(__file__).parent
NOW = "2025-01-07T09:05:03"


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromisoformat(NOW)


utils.datetime = Clock
TEXT = (
    " Dear Ann,\r\n the \"Minnow\" is 'mended'. 배가 고쳐졌어요 😀. {{ 1 + 1 }} {% raw %} {# no #} \\n"
    " <|im_end|><s>[INST] & <b> \u00a0\n"
)
SYSTEM = {"role": "system", "content": " Answer briefly.\n"}
USER = {"role": "user", "content": TEXT}
SAID = {"role": "assistant", "content": "<think>\nhm {x}\n</think>\n\n Mended. "}
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "description": "finds \"é\" & <b>",
            "parameters": {"type": "object", "properties": {"a": {"type": "integer", "enum": [1, 2.5, None, True]}}},
        },
    }
]
CONVERSATIONS = {
    "user": ([USER], {}),
    "system": ([SYSTEM, USER], {}),
    "turns": ([SYSTEM, USER, SAID, {"role": "user", "content": "Why?"}], {}),
    "unanswered": ([USER, SAID, {"role": "user", "content": ""}, SAID], {}),
    "twice": ([USER, USER], {}),
    "tool": ([USER, SAID, {"role": "tool", "content": '{"a": [1, "é"]}'}, {"role": "tool", "content": "2"}], {}),
    "tools": ([SYSTEM, USER], {"tools": TOOLS}),
    "nothink": ([USER], {"enable_thinking": False, "date_string": "26 July"}),
    "systems": ([SYSTEM, {"role": "system", "content": "And kindly."}, USER, SAID], {}),
    "stranger": ([{"role": "narrator", "content": "Once"}], {}),
    "nobody": ([], {}),
}
TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}


SHORT = [
    {"role": "system", "content": "Sys\n"},
    {"role": "user", "content": "Hello <think>a</think> there  "},
    {"role": "assistant", "content": "A\nB"},
    {"role": "user", "content": "마지막 😀 é"},
]
FORMS = [
    "[{{ %s }}]",
    "{%% if %s %%}T{%% else %%}F{%% endif %%}",
    "{%% for q in %s %%}<{{ q }}>{%% else %%}F{%% endfor %%}",
]


def rendered(template, messages, generation=True, variables=None):
    try:
        return utils.render_jinja_template(
            conversations=[messages],
            chat_template=template,
            add_generation_prompt=generation,
            **{**TOKENS, **(variables or {})},
        )[0][0]
    except Exception:
        return None


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def write(name, content):
    with open(FOLDER / name, "w", encoding="utf-8") as file:
        json.dump({"tokens": TOKENS, "now": NOW, **content}, file, ensure_ascii=False, indent=0)
        file.write("\n")


def conversations():
    for path in sorted(FOLDER.glob("*.jinja")):
        for name, (messages, variables) in CONVERSATIONS.items():
            for generation in (False, True):
                golden = rendered(text(path.name), messages, generation, variables)
                yield [path.name, name, generation, golden]


def single(templates):
    return {"messages": SHORT, "cases": [[it, rendered(it, SHORT)] for it in templates]}


write(
    "conversations.json",
    {
        "conversations": {
            name: {"messages": messages, "variables": variables}
            for name, (messages, variables) in CONVERSATIONS.items()
        },
        "cases": list(conversations()),
    },
)
write("expressions.json", single(form % it for form in FORMS for it in text("expressions.txt").splitlines()))
write("statements.json", single(json.loads(text("templates.json"))))
