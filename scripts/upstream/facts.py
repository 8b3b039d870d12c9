"""Prints the facts of Python packages as JSON, by folder:

    python3 facts.py FOLDER...

FOLDER contains a package: `swift`, `mcore_bridge` or `megatron`. Its files are parsed; none of its code is run or imported.
"""
import json
import sys
import warnings
from pathlib import Path

from models import read_rows
from names import read_names
from statements import read_functions

PACKAGES = ('swift', 'mcore_bridge', 'megatron')


def read_facts(folder):
    package = next(folder / name for name in PACKAGES if (folder / name).is_dir())
    facts = {'package': package.name, 'names': read_names(package), 'functions': read_functions(package)}
    if package.name == 'swift':
        facts['models'] = [{'table': table, 'key': key, 'item': item} for table, key, item in read_rows(folder)]
    return facts


warnings.simplefilter('ignore', SyntaxWarning)
print(json.dumps({folder: read_facts(Path(folder)) for folder in sys.argv[1:]}))
