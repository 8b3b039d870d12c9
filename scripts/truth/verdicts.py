"""Verdicts of an installed ms-swift on command lines of `megatron pt|sft|rlhf|export`.

    verdicts.py HOME [--models FOLDER]... <cases.jsonl >verdicts.jsonl
    verdicts.py HOME --flags | --names

HOME is the folder of install.mjs. A case is a JSON line with `argv`, and optionally `env`, `modelConfig` and `sandbox`;
its verdict is added to it. TRUTH_DEBUG=1 prints tracebacks.
"""
import argparse
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

MAX_SECONDS = 180  # For one case.

PIPELINES = {'pt': 'MegatronPretrain', 'sft': 'MegatronSft', 'rlhf': 'MegatronRLHF', 'export': 'MegatronExport'}
MODULES = ('swift.megatron.pipelines', *(f'swift.megatron.pipelines.{name}' for name in (
    'train.pretrain', 'train.pt', 'train.sft', 'train.rlhf', 'export.export')))


def start(home):
    """Imports ms-swift with all stubs, and returns its pipelines by command."""
    sys.path[:0] = [str(Path(home) / 'core')]
    os.environ.update(
        OMP_NUM_THREADS='1', TOKENIZERS_PARALLELISM='false', HF_HUB_OFFLINE='1', LOG_LEVEL='ERROR', USE_TF='0', USE_FLAX='0',
        MODELSCOPE_CACHE=str(Path(home) / 'hub'))
    sys.dont_write_bytecode = True
    from stubs import cuda, libraries, ranks

    libraries.install()
    cuda.install()
    ranks.install()
    importlib.import_module('swift.megatron')
    ranks.install_random_states()
    return {command: find_class(name) for command, name in PIPELINES.items()}


def find_class(name):
    for module in MODULES:
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise LookupError(f'ms-swift has no pipeline {name}')


def run_isolated(run, pipelines, folders):
    """The verdict on a case in a process and an empty folder of its own."""
    from run import run_case

    folder = tempfile.mkdtemp(prefix='case-')
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        signal.alarm(MAX_SECONDS)
        os.chdir(folder)
        # The cases are the input of the parent: no question of a case may read them.
        silence(*([0] if os.environ.get('TRUTH_DEBUG') else [0, 1, 2]))
        try:
            verdict = run_case(run, pipelines, folders)
        except BaseException as error:
            traceback.print_exc()
            verdict = {'verdict': 'unknown', 'phase': 'harness', 'exception': type(error).__name__, 'message': str(error)[:300]}
        with os.fdopen(write, 'w') as pipe:
            pipe.write(json.dumps(verdict, default=str))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read().replace(folder, '.')
    os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    ended = {'verdict': 'unknown', 'phase': 'harness', 'exception': 'Timeout', 'message': f'{MAX_SECONDS} s, or killed'}
    return json.loads(text) if text else ended


def silence(*descriptors):
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in descriptors:
        os.dup2(null, descriptor)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('home')
    parser.add_argument('--models', action='append', default=[])
    parser.add_argument('--flags', action='store_true')
    parser.add_argument('--names', action='store_true')
    options = parser.parse_args()
    out = os.fdopen(os.dup(1), 'w')
    if not os.environ.get('TRUTH_DEBUG'):
        silence(1)
    pipelines = start(options.home)
    if options.flags or options.names:
        import dump

        print(json.dumps(dump.dump_flags(pipelines) if options.flags else dump.dump_names()), file=out)
        return
    import replacements
    from run import Run

    run = Run()
    replacements.install(run)
    # The children share the imported modules; the collector would copy their pages.
    gc.collect()
    gc.freeze()
    for line in sys.stdin.read().splitlines():
        run.case = json.loads(line)
        print(json.dumps({**run.case, **run_isolated(run, pipelines, options.models)}), file=out, flush=True)


if __name__ == '__main__':
    main()
