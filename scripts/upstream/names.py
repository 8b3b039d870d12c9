"""The names that a release registers for the values of flags. Files are read as syntax trees; no code is run or imported."""
import ast

from models import name_arguments, read_constants, read_value

# The dictionaries whose keys are the values of a flag.
MAPS = {
    'agent_template_map': 'agent_template',
    'loss_map': 'loss_type',
    'loss_scale_map': 'loss_scale',
    'megatron_callbacks_map': 'callbacks',
    'multi_turns': 'multi_turn_scheduler',
    'orms': 'reward_funcs',
    'tuners_map': 'tuner_type',
}

# The functions that register a name, with its column: the first argument of their argument, or that keyword.
REGISTER = {'register_template': ('template', 'template_type'), 'register_model': ('model_type', 'model_type')}


def read_names(package):
    """The registered names by kind: those of MAPS and REGISTER, as far as they are literals or constants of classes."""
    names = {}
    trees = {path: ast.parse(path.read_text()) for path in sorted(package.rglob('*.py'))}
    known = {}
    for path in trees:
        if path.name == 'constant.py':
            known.update(read_constants(path))
    for tree in trees.values():
        for node in ast.walk(tree):
            for kind, name in find_names(node, known):
                names.setdefault(kind, set()).add(name)
    return {kind: sorted(found) for kind, found in sorted(names.items())}


def find_names(node, known):
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        for target in node.targets:
            kind = MAPS.get(getattr(target, 'id', None))
            for key in node.value.keys if kind else []:
                name = read_value(key, known)
                if isinstance(name, str):
                    yield kind, name
    if isinstance(node, ast.Call) and getattr(node.func, 'id', None) in REGISTER and node.args:
        kind, column = REGISTER[node.func.id]
        meta = read_value(node.args[0], known)
        name = name_arguments(meta, [column]).get(column) if isinstance(meta, tuple) else None
        if isinstance(name, str):
            yield kind, name
