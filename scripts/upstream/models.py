"""The models that a release of ms-swift registers. Registrations are read as syntax trees; no code is run or imported."""
import ast

OLD = ('swift/llm/model', 'model', ['model_type', 'model_groups', 'template'])
IDS = ['ms_model_id', 'hf_model_id', 'model_path']
NEW = ('swift/model', 'models', ['model_type', 'model_groups', 'loader', 'template'])


def read_constants(path):
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


def read_value(node, known):
    """A literal, a constant of a class, or the arguments of a call; anything else is None."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [read_value(each, known) for each in node.elts]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return known.get(node.value.id, {}).get(node.attr)
    if isinstance(node, ast.Call):
        named = {each.arg: read_value(each.value, known) for each in node.keywords}
        return [read_value(each, known) for each in node.args], named
    return None


def name_arguments(call, names):
    given, named = call
    return {**dict(zip(names, given)), **named}


def find_registered(tree):
    """Every model type that a source tree registers, in that order."""
    folder, files, names = OLD if (tree / OLD[0]).is_dir() else NEW
    known = {**read_constants(tree / folder / 'constant.py'), **read_constants(tree / folder.replace('model', 'template') / 'constant.py')}
    imports = ast.walk(ast.parse((tree / folder / files / '__init__.py').read_text()))
    order = [name for each in imports if isinstance(each, ast.ImportFrom) for name in ([each.module] if each.module else [a.name for a in each.names])]
    for path in sorted((tree / folder / files).glob('*.py'), key=lambda path: order.index(path.stem) if path.stem in order else len(order)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, 'id', None) == 'register_model':
                meta = name_arguments(read_value(node.args[0], known), names)
                groups = meta['model_groups'] if isinstance(meta['model_groups'], list) else [meta['model_groups']]
                yield {**meta, 'groups': [name_arguments(group, ['models', 'template']) for group in groups],
                       'multimodal': meta['model_type'] in known['MLLMModelType'].values()}


def read_rows(tree):
    """The rows of schemas/models.json of one release, without their range: table, key columns and item."""
    seen = set()
    for meta in find_registered(tree):
        kind = meta['model_type']
        for architecture in meta.get('architectures') or []:
            yield 'architectures', (architecture,), kind
        if meta.get('template'):
            yield 'templates', (meta['template'],), kind
        if meta['multimodal']:
            yield 'multimodal', (), kind
        for group in meta['groups']:
            for model in group['models']:
                named = name_arguments(model, IDS)
                for name in (named.get(each) for each in IDS):
                    last = name.rsplit('/', 1)[-1].lower() if isinstance(name, str) else None
                    if last and last not in seen:
                        seen.add(last)
                        yield 'names', (kind, group.get('template') or ''), last
