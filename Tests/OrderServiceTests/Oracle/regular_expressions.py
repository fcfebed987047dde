"""Looks for patterns in texts with Python's `re`.

Reads a JSON list of {"pattern", "texts"} and prints a JSON list of lists: whether the pattern is found
in each text. `$` is the end of the text here, where `re` also takes the place before a last newline.
"""

import json
import re
import sys

questions = json.load(sys.stdin.buffer)
answers = []
for question in questions:
    pattern = re.compile(question["pattern"].replace("$", r"\Z"), re.ASCII)
    answers.append([pattern.search(text) is not None for text in question["texts"]])
print(json.dumps(answers))
