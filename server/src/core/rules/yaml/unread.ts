import { isExplicit } from '../../catalog/release';
import type { Rule } from '../../lint/rule';
import { findReaderProblems } from './common';

export const yamlUnread: Rule = {
  id: 'yaml.unread',
  title: 'Config file for a release that reads none',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7-3.9',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The launcher of 3.7 to 3.9 passes its arguments on unchanged, and the trainer has no flag for a YAML file. 3.10 to 4.0.4 read one after --config, later releases as the first argument.',
  source: 'ms-swift v3.8.1 swift/cli/main.py, cli_main; v3.10.0 swift/cli/main.py, prepare_config_args',
  bad: [{ flags: '', file: '# preflight: ms-swift=3.8.1\nmodel: m\nlr: 1.0e-5\n' }],
  good: [
    { flags: '', file: '# preflight: ms-swift=3.10.0\nmodel: m\nlr: 1.0e-5\n' },
    // A release that is assumed is no evidence of the one that reads the file.
    { flags: '', file: '# preflight:\nmodel: m\nlr: 1.0e-5\n' },
  ],
  check: (facts) => {
    const { config, release } = facts;
    if (!config.partial || config.reader || !isExplicit(release)) return [];
    const message = `ms-swift ${release.version} reads no YAML file, so that these settings reach no run. Write them as flags of a shell script, or use a release from 3.10 on.`;
    return findReaderProblems(facts, 'yaml.unread').map(({ problem }) => ({ message, span: problem.span, flags: [] }));
  },
};
