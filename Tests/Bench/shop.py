"""Long lists of orders beside short ones, and large batches of products."""
import json, os, shutil, tempfile, time

from harness import *


def measure(env):
    if not (wanted("11") or wanted("12")):
        return
