import type { ReleaseChoice } from '../../catalog/release';
import { VALUE_CHANGE_NOTES } from '../../catalog/renames';
import type { Catalog, EnvironmentVariable, Flag, FlagDocs, Form, Value } from '../../catalog/types';
import { printValue, TYPES, typeLabelOf } from '../../catalog/value';
import type { Command, Span } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { OtherReleaseFlag } from '../../facts/otherReleaseFlags';
import type { LintRule } from '../../lint/rule';
import { describeHistory } from './history';
import { describeRenamedFlags, listRelatedFlags, valuesOfRelease } from './releaseNames';

/** Markdown for people: flags, values and variables, for hovers, completions and `preflight explain` alike. */

const REPOSITORY = 'https://github.com/modelscope/ms-swift/blob';

/** Text of the user inside Markdown: one line, no way out of the code span. */
export const toCodeSpan = (text: string): string =>
  `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 120)}\``;

/** A value as Python, and with it the argument page, spells it. */
function toPythonLiteral(value: Value): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return Array.isArray(value) && value.length === 0 ? '[]' : printValue(value);
}

/** The default in a few words: for the line behind a completion. */
export function shortDefault(form: Form): string {
  if (form.overwritten) return 'always replaced';
  if (form.default === null) return form.effective && form.effective.length <= 28 ? form.effective : 'None';
  return toPythonLiteral(form.default);
}

/** What made a release the one that counts. */
export function describeReleaseReason({ from, evidence = '' }: ReleaseChoice): string {
  if (from === 'modeline') return 'the modeline says so';
  if (from === 'setting') return 'the setting preflight.swiftVersion says so';
  if (from === 'installed') return `it is installed in ${toCodeSpan(evidence)}`;
  if (from === 'pin') return `${toCodeSpan(evidence)} asks for it`;
  if (from === 'flags') return `the newest one that fits the flags, such as ${toCodeSpan(evidence)}`;
  return 'nothing names a release';
}

/** How a config is judged, and what made it so. */
export const describeRelease = (release: ReleaseChoice): string =>
  `ms-swift ${release.version}${release.known ? '' : ' (not in the catalogue)'}: ${describeReleaseReason(release)}`;

/** The whole story of a flag. */
export function describeFlag(
  catalog: Catalog,
  flag: Flag,
  form: Form,
  release: ReleaseChoice,
  command: Command,
): string {
  const docs = catalog.docs.flag(flag.name);
  const related = listRelatedFlags(catalog, flag, release.version, command);
  const blocks = [
    `**${flag.name}** · ${typeLabelOf(form)}${flag.starred ? ' · ★ important' : ''} · ${docs.section}`,
    docs.description,
    describeRenamedFlags(catalog, flag, release.version, command),
    describeForm(form, flag, docs.unit, release, command),
    describeHistory(catalog, flag, command, (each) => toCodeSpan(shortDefault(each))),
    listDescribedValues(
      docs,
      form.choices ? TYPES[form.type].suggestions(form) : valuesOfRelease(catalog, flag, release.version, command),
    ),
    related.length > 0 ? `See also ${related.map(toCodeSpan).join(', ')}` : '',
    formatSourceLink(docs),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** A flag that only other releases have: what it is, its life, and the name that it has here. */
export function describeOtherReleaseFlag(
  { catalog, release, config }: Facts,
  { flag, current: renamed, kind }: OtherReleaseFlag,
): string {
  const blocks = [
    `**${flag.name}** · not in ${toCodeSpan(`megatron ${config.command}`)} of ms-swift ${release.version}`,
    `${catalog.docs.flag(flag.name).summary}.${renamed ? ` Called ${toCodeSpan(renamed.flag.name)} here${VALUE_CHANGE_NOTES[renamed.value]}.` : ''}`,
    describeHistory(catalog, flag, config.command, (each) => toCodeSpan(shortDefault(each))),
    (kind === 'new' && flag.before) || '',
    describeRelease(release),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function describeForm(
  form: Form,
  flag: Flag,
  unit: string | undefined,
  release: ReleaseChoice,
  command: Command,
): string {
  const lines = [
    `Default: ${toCodeSpan(toPythonLiteral(form.default))}${form.effective ? `; in effect: ${form.effective}` : ''} (ms-swift ${release.version}, megatron ${command})`,
  ];
  if (unit) lines.push(`Unit: ${unit}`);
  if (form.list) lines.push('List: one or more values, separated by blanks; a second occurrence replaces the first');
  if (form.bare)
    lines.push(
      `May stand without a value, which means true${form.complement ? `; \`--no_${flag.name}\` means false` : ''}`,
    );
  else if (form.type === 'bool') lines.push('Needs true or false; cannot stand alone');
  if (form.overwritten) lines.push('A given value is always replaced by the program');
  if (form.unreadable) lines.push('Cannot be given in this release, whose parser refuses every word for it');
  if (form.noEffect) lines.push('Accepted, but without effect in the megatron commands');
  return lines.map((line) => `- ${line}`).join('\n');
}

function listDescribedValues({ values }: FlagDocs, words: readonly string[]): string {
  if (words.length === 0) return '';
  return words.map((word) => `- ${toCodeSpan(word)}${values?.[word] ? `: ${values[word]}` : ''}`).join('\n');
}

const formatSourceLink = ({ source: { path, line, release } }: FlagDocs): string =>
  `[${path}](${REPOSITORY}/v${release}/${path}#L${line})`;

/** One value of a flag. */
export function describeValue({ docs }: Catalog, flag: Flag, form: Form, word: string): string {
  const { summary, values } = docs.flag(flag.name);
  const meaning = values?.[word];
  return `${toCodeSpan(word)} · value of **${flag.name}** (${typeLabelOf(form)})${meaning ? `\n\n${meaning}` : ''}\n\n${summary}. Default: ${toCodeSpan(shortDefault(form))}`;
}

export function describeVariable({ docs }: Catalog, { name }: EnvironmentVariable): string {
  const { description, values = {} } = docs.variable(name);
  const valueLines = Object.entries(values).map(([word, meaning]) => `- ${toCodeSpan(word)}: ${meaning}`);
  return [`**${name}** · environment variable`, description, valueLines.join('\n')]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** The flags of the catalogue whose name begins a rule or flag question, for “did you mean”. */
export const listExplainableNames = (catalog: Catalog, rules: readonly LintRule[]): string[] => [
  ...catalog.flags.map((flag) => flag.name),
  ...rules.map((rule) => rule.id),
];

export interface Hover {
  markdown: string;
  span: Span;
}
