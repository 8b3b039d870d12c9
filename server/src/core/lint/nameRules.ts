/**
 * Rules that say that a flag, a choice, a model or another name does not exist. A release later than those that are known
 * may have added it.
 */
const NAME_RULES: ReadonlySet<string> = new Set([
  'cli.abbrev',
  'cli.abbrev-ambiguous',
  'cli.enum',
  'cli.enum-none',
  'cli.export-subcommand',
  'cli.extra-kwargs-unknown',
  'cli.foreign',
  'cli.lookalike',
  'cli.subcommand',
  'cli.unknown-flag',
  'cli.unknown-name',
  'json.keys',
  'model.type-ambiguous',
  'model.unregistered',
  'model.unsupported',
  'rec.modules-enum',
  'release.config-file',
  'release.mix',
  'release.new',
  'release.removed',
  'release.renamed',
  'release.value',
  'rlhf.loss-type',
  'rlhf.reward-unknown',
]);

/** Whether the findings of a rule say that a name does not exist. */
export const isAboutNames = (rule: string): boolean => NAME_RULES.has(rule);

/** Whether a rule looks up names in tables of the program, which its argument classes do not contain. */
export const isAboutRegistries = (rule: string): boolean =>
  isAboutNames(rule) && !/^(?:cli|release)\.(?!unknown-name)/.test(rule);

/** Whether a rule compares the text with the declarations of flags, rather than values with each other. */
export const isAboutDeclarations = (rule: string): boolean => /^(?:cli|release|yaml|json|slurm)\./.test(rule);
