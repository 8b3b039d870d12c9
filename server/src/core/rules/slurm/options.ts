import { findSbatchOption, isAmbiguousOption } from '../../catalog/sbatch';
import type { SbatchDirective } from '../../config/config';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { fixesOfProblem, fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** The lines by which a script asks sbatch for nodes. They are the same for all commands of a file: the first answers. */

const MANUAL = 'Slurm, sbatch manual page; refused by sbatch 22.05 as written here';

const directivesOf = ({ config }: Facts): readonly SbatchDirective[] =>
  config.sbatch?.isFirst ? config.sbatch.directives : [];

const effectiveDirectivesOf = (facts: Facts): SbatchDirective[] =>
  directivesOf(facts).filter(({ isAfterCommand: late }) => !late);

const createBatchExample = (...lines: string[]): { flags: string; script: string } => ({
  flags: '',
  script: `#!/bin/bash\n${lines.join('\n')}\nmegatron sft --lr 1e-5\n`,
});

/** What may have been meant; dashes inside a name count for nothing. */
const findSimilar = (option: string, names: readonly string[]): string[] =>
  findNearestNames(toUnderscores(option), names.map(toUnderscores)).map((name) => name.replaceAll('_', '-'));

/** A plugin of the cluster may add options of its own, so a name that resembles none is not called wrong. */
export const slurmOption: Rule = {
  id: 'slurm.option',
  title: 'An option that sbatch does not have',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'sbatch refuses the whole script for one unknown option, with exit code 255. A plugin of the cluster may add options; a name that resembles none of Slurm is therefore only a warning.',
  source: MANUAL,
  bad: [
    createBatchExample('#SBATCH --nodez=2'),
    createBatchExample('#SBATCH --gpus-per-nodes=8', '#SBATCH --partition=gpu'),
    createBatchExample('#SBATCH --cpus=4'),
    createBatchExample('#SBATCH --frobnicate=1'),
  ],
  good: [
    createBatchExample('#SBATCH --nodes=2 -p gpu', '#SBATCH --gpus-per-node 8'),
    createBatchExample('#SBATCH --part=gpu', '#SBATCH -J name -N2', '##SBATCH --nodez=2', '# SBATCH --nodez=2'),
    createBatchExample('#SBATCH --container-image=/images/swift.sqsh'),
  ],
  check: (facts) =>
    effectiveDirectivesOf(facts)
      .filter(({ option }) => option !== '' && option !== '--')
      .filter((each) => !findSbatchOption(facts.catalog.sbatch, each))
      .map((directive): Found => {
        const { option, key } = directive;
        const names = facts.catalog.sbatch.map(({ name }) => `--${name}`);
        if (isAmbiguousOption(facts.catalog.sbatch, directive)) {
          const candidates = names.filter((name) => name.startsWith(option));
          return {
            message: `${option} is short for several options of sbatch: ${candidates.join(', ')}. Write out the one that is meant.`,
            span: key,
            flags: [],
            fixes: candidates.slice(0, 4).map((name) => fixText(`Change to ${name}`, key, name)),
          };
        }
        const suggestions = option.startsWith('--') ? findSimilar(option, names) : [];
        const fixes = suggestions.map((name) => fixText(`Change to ${name}`, key, name));
        if (suggestions.length > 0 || !option.startsWith('--')) {
          const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : '';
          return {
            message: `sbatch has no option ${option} and refuses the script.${hint}`,
            span: key,
            flags: [],
            fixes,
          };
        }
        return {
          message: `${option} is no option of sbatch itself. Unless a plugin of the cluster adds it, the script is refused.`,
          span: key,
          flags: [],
          severity: 'warning',
          outcome: 'risky',
        };
      }),
};

export const slurmWord: Rule = {
  id: 'slurm.word',
  title: 'A word behind #SBATCH that belongs to no option',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'sbatch refuses the script: "Invalid directive found in batch script". An optional value needs an equals sign.',
  source: MANUAL,
  bad: [
    createBatchExample('#SBATCH nodes=2'),
    createBatchExample('#SBATCH -p gpu extra'),
    createBatchExample('#SBATCH --exclusive user'),
    createBatchExample('#SBATCH --hold now'),
  ],
  good: [
    createBatchExample('#SBATCH -p gpu', '#SBATCH --exclusive=user'),
    createBatchExample('#SBATCH --nodes=2 # two of them'),
    createBatchExample('#SBATCH --mem 4G'),
  ],
  check: (facts) =>
    effectiveDirectivesOf(facts).flatMap((directive): Found[] => {
      const { option, value, key } = directive;
      if (!value) return [];
      const known = option === '' ? undefined : findSbatchOption(facts.catalog.sbatch, directive);
      if (option !== '' && (!known || known.takes === 'required' || value.isAttached)) return [];
      const text = value.value;
      if (known?.takes === 'optional') {
        const message = `The value of ${option} is joined to it by an equals sign; \`${text}\` by itself is refused. Write ${option}=${text}.`;
        const fixes = [fixText(`Change to ${option}=${text}`, { ...key, end: value.span.end }, `${option}=${text}`)];
        return [{ message, span: value.span, flags: [], fixes: option.startsWith('--') ? fixes : [] }];
      }
      const why = known ? `${option} takes no value` : 'It has no dashes';
      const isName = facts.catalog.sbatch.some(({ name }) => name === text.split('=')[0]);
      const fixes = option === '' && isName ? [fixText(`Change to --${text}`, value.span, `--${text}`)] : [];
      return [
        {
          message: `\`${text}\` belongs to no option, and sbatch refuses the script. ${why}.`,
          span: value.span,
          flags: [],
          fixes,
        },
      ];
    }),
};

export const slurmValue: Rule = {
  id: 'slurm.value',
  title: 'An option of sbatch without its value',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'sbatch refuses the script, or takes the next word of the line for the value.',
  source: MANUAL,
  bad: [
    createBatchExample('#SBATCH --nodes'),
    createBatchExample('#SBATCH -p'),
    createBatchExample('#SBATCH --hold=yes'),
  ],
  good: [
    createBatchExample('#SBATCH --nodes=2'),
    createBatchExample('#SBATCH -p gpu'),
    createBatchExample('#SBATCH --exclusive', '#SBATCH --hold'),
  ],
  check: (facts) =>
    effectiveDirectivesOf(facts).flatMap((directive): Found[] => {
      const { option, value, key, fullSpan: whole } = directive;
      const known = option === '' ? undefined : findSbatchOption(facts.catalog.sbatch, directive);
      if (known?.takes === 'required' && !value) {
        return [{ message: `${option} needs a value: ${known.summary.split(/[.:;]/)[0]}.`, span: key, flags: [] }];
      }
      if (known?.takes === 'none' && value?.isAttached && option.startsWith('--')) {
        const fixes = [fixText(`Change to ${option}`, whole, option)];
        return [{ message: `${option} takes no value, and sbatch refuses the script.`, span: whole, flags: [], fixes }];
      }
      return [];
    }),
};

export const slurmLate: Rule = {
  id: 'slurm.late',
  title: '#SBATCH behind the first command',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7-4.5',
  why: 'sbatch stops looking at the first line that is neither empty nor a comment. What stands behind it is a comment like any other, without a word about it.',
  source: 'Slurm, sbatch manual page; a job with --nodes=3 behind a command ran on one node (22.05)',
  bad: [
    createBatchExample('#SBATCH --nodes=2', 'set -e', '#SBATCH --gpus-per-node=8'),
    createBatchExample('echo', '#SBATCH -p gpu'),
  ],
  good: [createBatchExample('', '# the size', '#SBATCH --nodes=2', '', '#SBATCH --gpus-per-node=8', 'set -e')],
  check: (facts) =>
    directivesOf(facts)
      .filter(({ isAfterCommand: late, option }) => late && option !== '')
      .map(
        ({ option, fullSpan: whole }): Found => ({
          message: `${option} stands behind the first command, where sbatch does not look. Move the line up to the other #SBATCH lines.`,
          span: whole,
          flags: [],
        }),
      ),
};

export const slurmCrlf: Rule = {
  id: 'slurm.crlf',
  title: 'A batch script with line ends of Windows',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'sbatch refuses every script that has a carriage return in front of a line break: "Batch script contains DOS line breaks".',
  source: 'Slurm 22.05, seen',
  supersedes: 'cli.carriage-return',
  bad: [{ flags: '', script: '#!/bin/bash\r\n#SBATCH --nodes=2\r\nmegatron sft --lr 1e-5\r\n' }],
  good: [createBatchExample('#SBATCH --nodes=2')],
  check: ({ config }) =>
    config.problems
      .filter(({ rule }) => rule === 'slurm.crlf')
      .map(
        (problem): Found => ({
          message: problem.message,
          span: problem.span,
          flags: [],
          fixes: fixesOfProblem(problem, true),
        }),
      ),
};
