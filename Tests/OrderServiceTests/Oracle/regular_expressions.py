"""Looks for patterns in texts with Python's `re`.

Reads a file with a JSON list of {"pattern", "texts"} and prints a JSON list of lists: whether the pattern is found
in each text. `$` is the end of the text here, where `re` also takes the place before a last newline.
"""

import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    questions = json.load(file)
answers = []
for question in questions:
    pattern = re.compile(question["pattern"].replace("$", r"\Z"), re.ASCII)
    answers.append([pattern.search(text) is not None for text in question["texts"]])
print(json.dumps(answers))
