import type { Rule } from '../../lint/rule';
import { reportTooSmall } from '../range/common';

/** Steps between two log lines; the step number is divided by them. */
const LOG_INTERVALS = ['log_interval', 'tensorboard_log_interval', 'logging_steps'];

export const intervalZero: Rule = {
  id: 'log.interval-zero',
  title: 'Log interval of 0',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The step number is divided by the interval: the run stops with `integer modulo by zero` in its first step, from 4.0 on in the second one. To log less often, use a large interval.',
  source: 'swift/megatron/trainers/base.py of 3.12.6, training_log; swift/megatron/callbacks/default_flow.py of 4.2.3',
  bad: [
    { flags: '--log_interval 0' },
    { flags: '--tensorboard_log_interval 0', release: '3.12.6' },
    { flags: '--logging_steps 0', release: '4.2.3' },
  ],
  good: [{ flags: '--log_interval 1 --tensorboard_log_interval 5' }, { flags: '--log_interval=-1' }],
  check: (facts) => reportTooSmall(facts, { flags: LOG_INTERVALS, minimum: 1, rejected: 0, releases: '3.7+' }),
};
