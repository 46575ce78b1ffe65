"""Makes conversations.json with transformers (5.24): tokens of conversations, for the tokenizers here.

python make_conversations.py [FOLDER ...]
    FOLDER: further checkpoints with a tokenizer, of which the goldens are printed and not kept
"""

import json
import pathlib
import sys

from transformers import AutoTokenizer

HERE = pathlib.Path(__file__).parent
MARKED = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' }}\n"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
QUOTED = (
    "{{ bos_token }}{% set end = eos_token | default('</s>') %}{% for m in messages %}"
    "{% if m.role == 'assistant' %}{{ ' ' + m.content | trim + ' ' + end }}"
    "{% else %}{{ '[INST] ' + m.content + ' [/INST]' }}{% endif %}{% endfor %}"
)
TIGHT = "{% for m in messages %}{{ bos_token ~ m.content ~ eos_token }}{% endfor %}{{ eos_token }}\n{{ pad_token }}"
HEADED = (
    "<|begin_of_text|>{% for m in messages %}{{ '<|start_header_id|>' ~ m.role ~ '<|end_header_id|>\\n\\n' }}"
    "{{ m.content | trim }}<|eot_id|>{% endfor %}"
)
TEMPLATES = {"headed": HEADED, "marked": MARKED, "quoted": QUOTED, "tight": TIGHT}
LONG = "The ship sailed at noon and the crew sang. 배가 떠났다 été. " * 8
CONVERSATIONS = [
    [("user", "The ship sailed at noon.")],
    [("system", " Be brief.\n"), ("user", "Où est le bateau?\n\n  배가 고쳐졌어요 😀 \u00a0x"), ("assistant", "Sunk."), ("user", "")],
    [("user", LONG), ("assistant", "x"), ("user", "a < b > c [INST] | im_start | <tool_call>")],
]


def goldens(folder):
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    for name, template in TEMPLATES.items():
        for turns in CONVERSATIONS:
            messages = [{"role": role, "content": content} for role, content in turns]
            ids = tokenizer.apply_chat_template(
                messages, chat_template=template, tokenize=True, add_generation_prompt=True, return_dict=False
            )
            yield {"template": name, "messages": messages, "ids": ids}


def golden(folder):
    tokens = AutoTokenizer.from_pretrained(str(folder)).special_tokens_map
    return {"tokens": tokens, "cases": list(goldens(folder))}


if len(sys.argv) > 1:
    print(json.dumps({"templates": TEMPLATES, "tokenizers": {folder: golden(folder) for folder in sys.argv[1:]}}))
else:
    names = ["gemma", "gpt-neox", "gpt2", "llama", "llama-legacy", "mistral", "opt", "qwen2"]
    content = {"templates": TEMPLATES, "tokenizers": {name: golden(HERE / "tokenizers" / name) for name in names}}
    with open(HERE / "conversations.json", "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.write("\n")
