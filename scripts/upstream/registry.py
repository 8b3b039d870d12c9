"""Adds the models that a release of ms-swift registers to schemas/models.json:

    python3 scripts/upstream/registry.py RELEASE=PATH...

PATH is an ms-swift source tree. Its registrations are read as syntax trees; none of its code is run or imported.
Afterwards `npx biome check --write schemas` formats the file.
"""
import ast
import json
import sys
from collections import defaultdict
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[2] / 'schemas'
OLD = ('swift/llm/model', 'model', ['model_type', 'model_groups', 'template'])
IDS = ['ms_model_id', 'hf_model_id', 'model_path']
NEW = ('swift/model', 'models', ['model_type', 'model_groups', 'loader', 'template'])


def constants(path):
    """The string constants of each class, those of its bases included."""
    classes = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            own = {}
            for base in node.bases:
                own.update(classes.get(getattr(base, 'id', None), {}))
            for part in node.body:
                if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant):
                    own.update({target.id: part.value.value for target in part.targets})
            classes[node.name] = own
    return classes


def value(node, known):
    """A literal, a constant of a class, or the arguments of a call; anything else is None."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [value(each, known) for each in node.elts]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return known.get(node.value.id, {}).get(node.attr)
    if isinstance(node, ast.Call):
        named = {each.arg: value(each.value, known) for each in node.keywords}
        return [value(each, known) for each in node.args], named
    return None


def fields(call, names):
    given, named = call
    return {**dict(zip(names, given)), **named}


def registered(tree):
    """Every model type that a source tree registers, in that order."""
    folder, files, names = OLD if (tree / OLD[0]).is_dir() else NEW
    known = {**constants(tree / folder / 'constant.py'), **constants(tree / folder.replace('model', 'template') / 'constant.py')}
    imports = ast.walk(ast.parse((tree / folder / files / '__init__.py').read_text()))
    order = [name for each in imports if isinstance(each, ast.ImportFrom) for name in ([each.module] if each.module else [a.name for a in each.names])]
    for path in sorted((tree / folder / files).glob('*.py'), key=lambda path: order.index(path.stem) if path.stem in order else len(order)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, 'id', None) == 'register_model':
                meta = fields(value(node.args[0], known), names)
                groups = meta['model_groups'] if isinstance(meta['model_groups'], list) else [meta['model_groups']]
                yield {**meta, 'groups': [fields(group, ['models', 'template']) for group in groups],
                       'multimodal': meta['model_type'] in known['MLLMModelType'].values()}


def facts(tree):
    """The rows of schemas/models.json of one release, without their range."""
    seen = set()
    for meta in registered(tree):
        kind = meta['model_type']
        for architecture in meta.get('architectures') or []:
            yield 'architectures', (architecture,), kind
        if meta.get('template'):
            yield 'templates', (meta['template'],), kind
        if meta['multimodal']:
            yield 'multimodal', (), kind
        for group in meta['groups']:
            for model in group['models']:
                named = fields(model, IDS)
                for name in (named.get(each) for each in IDS):
                    last = name.rsplit('/', 1)[-1].lower() if isinstance(name, str) else None
                    if last and last not in seen:
                        seen.add(last)
                        yield 'names', (kind, group.get('template') or ''), last


COLUMNS = {'architectures': ['architecture'], 'templates': ['template'], 'multimodal': [], 'names': ['type', 'template']}
LISTS = {'architectures': 'types', 'templates': 'types', 'multimodal': 'types', 'names': 'names'}


def ranges(holding, releases):
    """The releases as ranges of consecutive ones, such as `3.8.0-3.9.3`, or `3.8.0+` up to the newest release."""
    runs = []
    for index, release in enumerate(releases):
        if release in holding:
            if index and releases[index - 1] in holding:
                runs[-1][1] = release
            else:
                runs.append([release, release])
    return [f'{first}+' if last == releases[-1] else first if first == last else f'{first}-{last}' for first, last in runs]


def main(arguments):
    releases = json.loads((SCHEMAS / 'flags.json').read_text())['releases']
    path = SCHEMAS / 'models.json'
    holding = defaultdict(set)
    for table, rows in (json.loads(path.read_text()) if path.exists() else {}).items():
        for row in rows if table in COLUMNS else []:
            first, _, last = row['releases'].partition('-')
            last = releases[-1] if first.endswith('+') else last or first
            held = releases[releases.index(first.rstrip('+')):releases.index(last) + 1]
            for item in row[LISTS[table]].split(' '):
                holding[table, tuple(row.get(column, '') for column in COLUMNS[table]), item].update(held)
    for release, tree in (argument.split('=', 1) for argument in arguments):
        for held in holding.values():
            held.discard(release)
        for fact in facts(Path(tree)):
            holding[fact].add(release)
    rows = defaultdict(list)
    for (table, key, item), held in holding.items():
        for each in ranges(held, releases):
            rows[table, each, key].append(item)
    result = {'$schema': './models.schema.json', **{table: [] for table in COLUMNS}}
    for (table, each, key), items in rows.items():
        columns = {column: word for column, word in zip(COLUMNS[table], key) if word}
        result[table].append({'releases': each, **columns, LISTS[table]: ' '.join(items)})
    lines = [f'  "{table}": [\n' + ',\n'.join(f'    {json.dumps(row)}' for row in result[table]) + '\n  ]' for table in COLUMNS]
    path.write_text('{\n  "$schema": "./models.schema.json",\n' + ',\n'.join(lines) + '\n}\n')


main(sys.argv[1:])
