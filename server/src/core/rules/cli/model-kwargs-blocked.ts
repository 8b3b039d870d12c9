import { isMap } from '../../catalog/value';
import { findGiven } from '../../facts/givens';
import type { Rule } from '../../lint/rule';

/** Variables that decide which code is loaded, which ms-swift does not set from model_kwargs. */
const BLOCKED_VARIABLES = new Set(
  'BASH_ENV DYLD_FALLBACK_LIBRARY_PATH DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH ENV LD_AUDIT LD_PRELOAD NODE_OPTIONS NODE_PATH PERL5LIB PERL5OPT PERLLIB PYTHONBREAKPOINT PYTHONHOME PYTHONINSPECT PYTHONPATH PYTHONSTARTUP ZDOTDIR'.split(
    ' ',
  ),
);

export const modelKwargsBlocked: Rule = {
  id: 'cli.model-kwargs-blocked',
  title: 'Variable that model_kwargs may not set',
  severity: 'warning',
  outcome: 'ignored',
  releases: '4.6.0+',
  why: 'The keys of model_kwargs become environment variables of the run, except those through which other code could be loaded.',
  source: 'ms-swift v4.6.0 swift/arguments/base_args/base_args.py:246, _init_model_kwargs',
  bad: [{ flags: `--model_kwargs '{"pythonpath": "/src"}'`, release: '4.6.0' }],
  good: [
    { flags: `--model_kwargs '{"MAX_PIXELS": 1003520}'`, release: '4.6.0' },
    { flags: `--model_kwargs '{"PYTHONPATH": "/src"}'`, release: '4.5.3' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'model_kwargs');
    if (!given || !isMap(given.value)) return [];
    const blocked = Object.keys(given.value).filter((key) => BLOCKED_VARIABLES.has(key.toUpperCase()));
    if (blocked.length === 0) return [];
    return [
      {
        message: `${blocked.join(', ')} in model_kwargs has no effect: ms-swift does not set variables that decide which code is loaded. Set it in the environment of the command.`,
        span: given.entry.fullSpan,
        flags: ['model_kwargs'],
        fixes: [],
      },
    ];
  },
};
