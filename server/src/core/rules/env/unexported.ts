import { findVariable, nameOfCommand } from '../../config/lookup';
import type { Found, Rule } from '../../lint/rule';

export const unexported: Rule = {
  id: 'env.unexported',
  title: 'Launcher variable that is not exported',
  severity: 'warning',
  outcome: 'ignored',
  isStructural: true,
  releases: '3.7+',
  why: 'A plain assignment stays in the shell. Only an exported variable, or one that is set directly before the command, reaches the launcher, which otherwise starts a single process, or none.',
  source: 'swift/cli/main.py, get_torchrun_args reads os.environ',
  bad: [
    { flags: '', script: 'NPROC_PER_NODE=8\nmegatron sft --lr 1e-5\n' },
    { flags: '', script: 'CUDA_VISIBLE_DEVICES=0,1\nNNODES=2\nmegatron sft --lr 1e-5\n' },
  ],
  good: [
    { flags: '', script: 'export NPROC_PER_NODE=8\nmegatron sft --lr 1e-5\n' },
    { flags: '', script: 'NPROC_PER_NODE=8 \\\nmegatron sft --lr 1e-5\n' },
    { flags: '', script: 'NPROC_PER_NODE=8\nexport NPROC_PER_NODE\nmegatron sft --lr 1e-5\n' },
    { flags: '', script: 'NNODES=2\nNNODES=$NNODES megatron sft --lr 1e-5\n' },
    { flags: '', script: 'LR=1e-5\nmegatron sft --lr $LR\n' },
  ],
  check: ({ config, catalog, release }) =>
    catalog
      .environmentOf(release.version)
      .flatMap((name) => (findVariable(config, name) ? [] : (config.exports?.findUnexported(name) ?? [])))
      .map(
        (entry): Found => ({
          message: `${entry.name} is set here but not exported, so ${nameOfCommand(config.command)} sees this value only if it was exported before the script. Export it, or set it directly before the command.`,
          span: entry.fullSpan,
          flags: [entry.name],
          fixes: [{ title: `Export ${entry.name}`, safe: true, changes: [{ op: 'export', entry }] }],
        }),
      ),
};
