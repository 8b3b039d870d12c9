import type { Config } from '../../config/config';
import { envValueOf, findVariable } from '../../config/lookup';
import { usesTorchrun } from '../../facts/launcherEnvironment';
import { fixRemove, fixSetEnv } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { parseWholeNumber } from '../../text/wholeNumber';

/** A variable that becomes a number of torchrun. */
interface NumericVariable {
  name: string;
  accepts: (text: string) => boolean;
  /** Noun phrase for the values that torchrun accepts. */
  expected: string;
  example: string;
}

const NUMERIC_VARIABLES: readonly NumericVariable[] = [
  {
    name: 'NPROC_PER_NODE',
    accepts: (text) => ['gpu', 'cpu', 'auto', 'xpu'].includes(text) || (parseWholeNumber(text) ?? 0) > 0,
    expected: 'a number of GPUs above 0, or auto',
    example: '8',
  },
  { name: 'NNODES', accepts: isNodeCount, expected: 'a number of nodes above 0, or min:max', example: '1' },
  {
    name: 'NODE_RANK',
    accepts: (text) => parseWholeNumber(text) !== undefined,
    expected: 'a whole number',
    example: '0',
  },
  {
    name: 'MASTER_PORT',
    accepts: (text) => parseWholeNumber(text) !== undefined,
    expected: 'a port number',
    example: '29500',
  },
];

function isNodeCount(text: string): boolean {
  const [min, max, ...rest] = text.split(':').map(parseWholeNumber);
  return min !== undefined && min > 0 && rest.length === 0 && (!text.includes(':') || (max ?? 0) >= min);
}

export const launcherNumbers: Rule = {
  id: 'env.launcher-numbers',
  title: 'Launcher variable that torchrun cannot parse',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'ms-swift passes the variables to torchrun unchanged, which stops before any process starts. A variable that is set to an empty text counts as given.',
  source:
    'swift/cli/main.py, get_torchrun_args; torch/distributed/run.py, parse_min_max_nnodes and determine_local_world_size',
  bad: [
    { flags: '', env: { NPROC_PER_NODE: 'two' } },
    { flags: '', env: { NPROC_PER_NODE: '0' } },
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: 'x' } },
    { flags: '', env: { NNODES: 'x' } },
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '' } },
    { flags: '', env: { NPROC_PER_NODE: '8', MASTER_PORT: 'abc' } },
  ],
  good: [
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: '1', NODE_RANK: '0', MASTER_PORT: '29500' } },
    { flags: '', env: { NPROC_PER_NODE: 'auto' } },
    { flags: '', script: 'NPROC_PER_NODE=$GPUS megatron sft --model m\n' },
  ],
  check: ({ config }) =>
    usesTorchrun(config) ? NUMERIC_VARIABLES.flatMap((variable) => reportVariable(config, variable)) : [],
};

const isLastCount = (config: Config, name: string): boolean =>
  name === 'NPROC_PER_NODE' || (name === 'NNODES' && !findVariable(config, 'NPROC_PER_NODE'));

function reportVariable(config: Config, { name, accepts, expected, example }: NumericVariable): Found[] {
  const entry = findVariable(config, name);
  const text = envValueOf(config, name);
  if (!entry || text === undefined || accepts(text)) return [];
  const setFix = fixSetEnv(name, example);
  return [
    {
      message: `${name} is ${text === '' ? 'empty' : `\`${text}\``}; torchrun expects ${expected}.`,
      span: entry.fullSpan,
      flags: [name],
      // torchrun is used only if one of the two counts is given, so that the last one must stay.
      fixes: isLastCount(config, name) ? [setFix] : [fixRemove(entry, name), setFix],
    },
  ];
}
