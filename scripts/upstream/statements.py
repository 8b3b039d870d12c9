"""The statements of each function of a package, in a form that ignores layout: what checks, what sets a value, and the rest."""
import ast

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def read_functions(package):
    """Functions by file and qualified name. `(file)` holds the statements outside functions, and a class its fields."""
    files = {}
    for path in sorted(package.rglob('*.py')):
        functions = {}
        collect(ast.parse(path.read_text()).body, '(file)', functions)
        files[str(path.relative_to(package.parent))] = functions
    return files


def collect(body, name, functions):
    rows = functions.setdefault(name, [])
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = node.name if name == '(file)' else f'{name}.{node.name}'
            collect(node.body, inner, functions)
        else:
            rows.extend(describe(node, []))


def describe(node, conditions):
    """The rows of a statement: first and last line, kind, conditions under which it runs, and text."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []
    if isinstance(node, BLOCKS):
        header, parts = open_block(node)
        rows = [{'line': node.lineno, 'end': end_of_header(node), 'kind': 'block', 'when': conditions, 'text': header}]
        for condition, body in parts:
            for each in body:
                rows += describe(each, [*conditions, *condition])
        return rows
    return [{'line': node.lineno, 'end': node.end_lineno, 'kind': kind_of(node), 'when': conditions, 'text': ast.unparse(node)}]


def open_block(node):
    """The header of a compound statement as text, and its bodies, each with the conditions that it adds."""
    if isinstance(node, ast.If):
        test = ast.unparse(node.test)
        return f'if {test}', [([test], node.body), ([f'not ({test})'], node.orelse)]
    if isinstance(node, ast.While):
        return f'while {ast.unparse(node.test)}', [([], node.body), ([], node.orelse)]
    if isinstance(node, ast.For):
        header = f'for {ast.unparse(node.target)} in {ast.unparse(node.iter)}'
        return header, [([header], node.body), ([], node.orelse)]
    if isinstance(node, ast.With):
        return f'with {", ".join(map(ast.unparse, node.items))}', [([], node.body)]
    handlers = [([f'except {ast.unparse(each.type) if each.type else ""}'.strip()], each.body) for each in node.handlers]
    return 'try', [([], node.body), *handlers, ([], node.orelse), ([], node.finalbody)]


def end_of_header(node):
    body = getattr(node, 'body', None)
    return max(node.lineno, body[0].lineno - 1) if body else node.lineno


def kind_of(node):
    if isinstance(node, (ast.Raise, ast.Assert)):
        return 'check'
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and 'warn' in ast.unparse(node.value.func):
        return 'warning'
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else []
    return 'setting' if any(isinstance(target, ast.Attribute) for target in targets) else 'other'
