"""One command line, run through the real code."""
import contextlib
import io
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import launch
import phases
from overrides import find_overrides
from replacements import Accepted


@dataclass
class Run:
    """The case that runs, and what became known about it."""
    case: dict = field(default_factory=dict)
    config: dict = None
    given: dict = field(default_factory=dict)
    args: object = None
    trainer: object = None


def run_case(run, pipelines, folders):
    """The verdict on `run.case`: `accept`, `reject`, or `unknown` if this machine may be the cause."""
    case = run.case
    messages = io.StringIO()
    try:
        run.config = find_config(case.get('modelConfig'), folders)
        write_files(case, folders)
        set_environment(case)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(messages):
            command, argv = launch.find_process([str(word) for word in case['argv']])
            launch.run_pipeline(pipelines[command], argv, run)
    except Accepted:
        pass
    except SystemExit as stop:
        errors = re.findall(r'error: (.*)', messages.getvalue())
        return phases.describe_rejection(stop, f'exit {stop.code}', errors[-1] if errors else '', case)
    except BaseException as error:
        return phases.describe_rejection(error, type(error).__name__, str(error), case)
    overridden = find_overrides(run.given, run.args, getattr(run.trainer, 'config', None))
    return {'verdict': 'accept', 'phase': 'accepted', **({'overridden': overridden} if overridden else {})}


def find_config(model, folders):
    """The config.json of a case: the object itself, or a file by its name in the given folders or one below."""
    if model is None or isinstance(model, dict):
        return model
    for folder in map(Path, folders):
        for path in (folder / f'{model}.json', *sorted(folder.glob(f'*/{model}.json'))):
            if path.exists():
                return json.loads(path.read_text())
    raise LookupError(f'no config {model}')


def write_files(case, folders):
    for name, text in ((case.get('sandbox') or {}).get('files') or {}).items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        named = text.startswith('@config:')
        path.write_text(json.dumps(find_config(text.removeprefix('@config:'), folders)) if named else text)


def set_environment(case):
    for name in launch.LAUNCHER_VARIABLES:
        os.environ.pop(name, None)
    os.environ.update({name: str(value) for name, value in (case.get('env') or {}).items()})
