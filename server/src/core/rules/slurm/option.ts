import { findSbatchOption, isAmbiguousOption } from '../../catalog/sbatch';
import type { SbatchDirective } from '../../config/config';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { createBatchExample, directiveBase, effectiveDirectivesOf } from './common';

/** Unknown option of sbatch. A cluster plugin may add options, so a name that resembles no option is only a warning. */
export const slurmOption: Rule = {
  ...directiveBase,
  id: 'slurm.option',
  title: 'Unknown sbatch option',
  why: 'sbatch rejects the full script because of one unknown option, with exit code 255. A plugin of the cluster may add options, so a name that resembles no option of Slurm is only a warning.',
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
      .filter((directive) => !findSbatchOption(facts.catalog.sbatch, directive))
      .map((directive) => reportUnknownOption(facts, directive)),
};

function reportUnknownOption({ catalog }: Facts, directive: SbatchDirective): Found {
  const { option, key } = directive;
  const isLong = option.startsWith('--');
  const names = catalog.sbatch.map(({ name }) => `--${name}`);
  const fixesTo = (targets: readonly string[]) => targets.map((name) => fixText(`Change to ${name}`, key, name));
  if (isAmbiguousOption(catalog.sbatch, directive)) {
    const candidates = names.filter((name) => name.startsWith(option));
    return {
      message: `${option} is an ambiguous abbreviation of the sbatch options ${candidates.join(', ')}. Write the full name.`,
      span: key,
      flags: [],
      fixes: fixesTo(candidates.slice(0, 4)),
    };
  }
  const suggestions = isLong ? findSimilarOptions(option, names) : [];
  if (isLong && suggestions.length === 0) {
    return {
      message: `${option} is not an option of sbatch itself. Unless a plugin of the cluster adds it, the script is rejected.`,
      span: key,
      flags: [],
      severity: 'warning',
      outcome: 'risky',
    };
  }
  const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : '';
  return {
    message: `sbatch has no option ${option} and rejects the script.${hint}`,
    span: key,
    flags: [],
    fixes: fixesTo(suggestions),
  };
}

/** Returns the names that are similar to an option, regardless of dashes inside a name. */
const findSimilarOptions = (option: string, names: readonly string[]): string[] =>
  findNearestNames(toUnderscores(option), names.map(toUnderscores)).map((name) => name.replaceAll('_', '-'));
