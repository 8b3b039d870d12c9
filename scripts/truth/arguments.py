"""Final arguments of command lines of `megatron pt|sft|rlhf|export`, as the real code of an installed ms-swift sets them.

    arguments.py HOME [--models FOLDER]... <cases.jsonl >arguments.jsonl

HOME is the folder of install.mjs. The verdict on each case is added to it, and for an accepted one `arguments` and, from
4.0 on, `config`, the fields of Megatron's model config. Of 3.x the parser, every `__post_init__` and the conversion of
config.json run; Megatron itself is a stub.
"""
import argparse
import contextlib
import dataclasses
import gc
import importlib
import io
import json
import os
import re
import sys
from pathlib import Path

import verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('home')
    parser.add_argument('--models', action='append', default=[])
    options = parser.parse_args()
    out = os.fdopen(os.dup(1), 'w')
    if not os.environ.get('TRUTH_DEBUG'):
        verdicts.silence(1)
    is_old = not (Path(options.home) / 'core').exists()
    pipelines = start_old() if is_old else verdicts.start(options.home)
    import run as runs

    run = runs.Run()
    if not is_old:
        importlib.import_module('replacements').install(run)
    judge = run_old_case if is_old else runs.run_case
    runs.run_case = lambda *args: add_arguments(run, judge(*args))
    gc.collect()
    gc.freeze()
    for line in sys.stdin.read().splitlines():
        run.case, run.args, run.trainer = json.loads(line), None, None
        result = verdicts.run_isolated(run, pipelines, options.models)
        print(json.dumps({'id': run.case['id'], **result}), file=out, flush=True)


def add_arguments(run, verdict):
    from overrides import to_plain

    def plain_fields(value):
        return {name: to_plain(each) for name, each in vars(value).items() if is_plain(each)}

    if verdict['verdict'] == 'accept':
        verdict['arguments'] = plain_fields(run.args)
        config = getattr(run.trainer, 'config', None)
        if dataclasses.is_dataclass(config):
            verdict['config'] = plain_fields(config)
    return verdict


def is_plain(value):
    """Whether a value is one that a command line can give, and not an object of the program."""
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(is_plain(item) for item in value.values())
    return value is None or isinstance(value, (bool, int, float, str)) or type(value).__module__ == 'torch'


def start_old():
    """Imports ms-swift 3.x with a stub for Megatron, and returns its argument classes by command."""
    os.environ.update(OMP_NUM_THREADS='1', HF_HUB_OFFLINE='1', LOG_LEVEL='ERROR', USE_TF='0', USE_FLAX='0')
    sys.dont_write_bytecode = True
    from stubs import anything, cuda, libraries, ranks

    libraries.LIBRARIES.update(megatron='0.15.3', modelopt='0.40.0')
    libraries.install()
    cuda.install()
    ranks.install()
    sys.modules['swift.megatron.init'] = anything.StubModule('swift.megatron.init')
    arguments = importlib.import_module('swift.megatron.argument')
    # Importing the models registers them.
    importlib.import_module('swift.megatron.model')
    names = {'pt': 'Train', 'sft': 'Train', 'rlhf': 'RLHF', 'export': 'Export'}
    classes = {command: getattr(arguments, f'Megatron{name}Arguments', None) for command, name in names.items()}
    with contextlib.suppress(ImportError):
        classes['pt'] = importlib.import_module('swift.megatron.train.pt').MegatronPt.args_class
    return classes


def run_old_case(run, classes, folders):
    """The verdict of the argument classes of 3.x."""
    import launch
    import phases
    from run import find_config, set_environment, write_files

    messages = io.StringIO()
    try:
        run.config = find_config(run.case.get('modelConfig'), folders)
        write_files(run.case, folders)
        set_environment(run.case)
        replace_old(run)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(messages):
            command, argv = launch.find_process([str(word) for word in run.case['argv']])
            run.args = parse_old(classes[command], argv)
    except SystemExit as stop:
        errors = re.findall(r'error: (.*)', messages.getvalue())
        return phases.describe_rejection(stop, f'exit {stop.code}', errors[-1] if errors else '', run.case)
    except BaseException as error:
        if os.environ.get('TRUTH_DEBUG'):
            import traceback
            traceback.print_exc()
        return phases.describe_rejection(error, type(error).__name__, str(error), run.case)
    return {'verdict': 'accept', 'phase': 'accepted'}


def parse_old(kind, argv):
    from swift.utils import parse_args

    args, rest = parse_args(kind, argv)
    if rest and not getattr(args, 'ignore_args_error', False):
        raise ValueError(f'remaining_argv: {rest}')
    from replacements import create_tokenizer
    from transformers import AutoConfig

    config = args.model_info.config or AutoConfig.from_pretrained(args.model_dir, trust_remote_code=True)
    args.init_model_args(create_tokenizer(), config)
    return args


def replace_old(run):
    """Any model id is a folder with the config.json of the case, and checkpoints exist."""
    import swift.llm.argument.base_args.utils as utils
    import swift.llm.model.utils as models
    from replacements import create_model_folder, replace_function

    def download(model, *args, **kwargs):
        return create_model_folder(run, model)

    real_path = utils.to_abspath
    replace_function(models.safe_snapshot_download, download)
    replace_function(real_path, lambda path, check_path_exist=False: real_path(path))


if __name__ == '__main__':
    main()
