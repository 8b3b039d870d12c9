"""Starts a command line as `megatron` and torchrun do, up to the arguments of the first training process."""
import argparse
import copy
import os
import sys
from pathlib import Path

# Variables of the launcher, which a case sets or leaves unset.
LAUNCHER_VARIABLES = ('NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT', 'RANK', 'WORLD_SIZE', 'LOCAL_RANK')


def find_process(argv):
    """The subcommand and the arguments of the first process. Its variables are set as torchrun sets them."""
    words = run_entry(argv)[1:]
    if words[:2] != ['-m', 'torch.distributed.run']:
        return Path(words[0]).stem, words[1:]
    from torch.distributed import run

    options = run.parse_args(words[2:])
    config, *_ = run.config_from_args(options)
    os.environ.update(
        RANK='0', LOCAL_RANK='0', WORLD_SIZE=str(config.max_nodes * config.nproc_per_node),
        LOCAL_WORLD_SIZE=str(config.nproc_per_node), MASTER_ADDR=os.environ.get('MASTER_ADDR', '127.0.0.1'),
        MASTER_PORT=os.environ.get('MASTER_PORT', '29500'))
    return Path(options.training_script).stem, options.training_script_args


def run_entry(argv):
    """The command that the entry `megatron` would start."""
    import swift.cli._megatron.main as megatron
    import swift.cli.main as cli

    started = []
    real = cli.subprocess.run
    cli.subprocess.run = lambda args, *others, **options: started.append(args) or argparse.Namespace(returncode=0)
    sys.argv = ['megatron', *argv]
    try:
        megatron.cli_main()
    finally:
        cli.subprocess.run = real
    return started[0]


def run_pipeline(kind, argv, run):
    """Runs the pipeline of a subcommand, and notes in `run` the given flags and the final arguments."""
    note_given_flags(run)

    class Pipeline(kind):

        def _parse_args(self, args=None):
            run.args = super()._parse_args(args)
            return run.args

    Pipeline.__name__ = kind.__name__
    Pipeline(argv).main()


def note_given_flags(run):
    real = argparse.ArgumentParser.parse_known_args

    def parse_known_args(parser, args=None, namespace=None):
        # The parser of ms-swift is the one with hundreds of options.
        if namespace is None and len(parser._actions) > 100:
            unset = object()
            seen, _ = real(parser, args, argparse.Namespace(**{action.dest: unset for action in parser._actions}))
            run.given = {name: copy.deepcopy(value) for name, value in vars(seen).items() if value is not unset}
        return real(parser, args, namespace)

    argparse.ArgumentParser.parse_known_args = parse_known_args
