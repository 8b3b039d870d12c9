import type { ReleaseChoice } from '../../catalog/release';
import { CHANGED } from '../../catalog/renames';
import type { Catalog, EnvironmentVariable, Flag, Form, Value } from '../../catalog/types';
import { printValue, TYPES, typeLabel } from '../../catalog/value';
import type { Command, Span } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { Stranger } from '../../facts/otherReleaseFlags';
import type { Rule } from '../../lint/rule';
import { describeLife } from './history';
import { otherNames, seeAlso, valuesHere } from './releaseNames';

/** Markdown for people: flags, values and variables, for hovers, completions and `preflight explain` alike. */

const REPOSITORY = 'https://github.com/modelscope/ms-swift/blob';

/** Text of the user inside Markdown: one line, no way out of the code span. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 120)}\``;

/** A value as Python, and with it the argument page, spells it. */
function pythonWord(value: Value): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return Array.isArray(value) && value.length === 0 ? '[]' : printValue(value);
}

/** The default in a few words: for the line behind a completion. */
export function shortDefault(form: Form): string {
  if (form.overwritten) return 'always replaced';
  if (form.default === null) return form.effective && form.effective.length <= 28 ? form.effective : 'None';
  return pythonWord(form.default);
}

/** What made a release the one that counts. */
export function reasonFor({ from, evidence = '' }: ReleaseChoice): string {
  if (from === 'modeline') return 'the modeline says so';
  if (from === 'setting') return 'the setting preflight.swiftVersion says so';
  if (from === 'installed') return `it is installed in ${code(evidence)}`;
  if (from === 'pin') return `${code(evidence)} asks for it`;
  if (from === 'flags') return `the newest one that fits the flags, such as ${code(evidence)}`;
  return 'nothing names a release';
}

/** How a config is judged, and what made it so. */
export const describeRelease = (release: ReleaseChoice): string =>
  `ms-swift ${release.version}${release.known ? '' : ' (not in the catalogue)'}: ${reasonFor(release)}`;

/** The whole story of a flag. */
export function describeFlag(
  catalog: Catalog,
  flag: Flag,
  form: Form,
  release: ReleaseChoice,
  command: Command,
): string {
  const see = seeAlso(catalog, flag, release.version, command);
  const blocks = [
    `**${flag.name}** · ${typeLabel(form)}${flag.starred ? ' · ★ important' : ''} · ${flag.section}`,
    flag.description,
    otherNames(catalog, flag, release.version, command),
    facts(form, flag, release, command),
    describeLife(catalog, flag, command, (each) => code(shortDefault(each))),
    valueList(flag, form.choices ? TYPES[form.type].words(form) : valuesHere(catalog, flag, release.version, command)),
    see.length > 0 ? `See also ${see.map(code).join(', ')}` : '',
    sourceLink(flag),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** A flag that only other releases have: what it is, its life, and the name that it has here. */
export function describeElsewhere({ catalog, release, config }: Facts, { flag, here, kind }: Stranger): string {
  const blocks = [
    `**${flag.name}** · not in ${code(`megatron ${config.command}`)} of ms-swift ${release.version}`,
    `${flag.summary}.${here ? ` Called ${code(here.flag.name)} here${CHANGED[here.value]}.` : ''}`,
    describeLife(catalog, flag, config.command, (each) => code(shortDefault(each))),
    (kind === 'new' && flag.before) || '',
    describeRelease(release),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function facts(form: Form, flag: Flag, release: ReleaseChoice, command: Command): string {
  const lines = [
    `Default: ${code(pythonWord(form.default))}${form.effective ? `; in effect: ${form.effective}` : ''} (ms-swift ${release.version}, megatron ${command})`,
  ];
  if (flag.unit) lines.push(`Unit: ${flag.unit}`);
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

function valueList(flag: Flag, words: readonly string[]): string {
  if (words.length === 0) return '';
  return words.map((word) => `- ${code(word)}${flag.values?.[word] ? `: ${flag.values[word]}` : ''}`).join('\n');
}

const sourceLink = ({ source: { path, line, release } }: Flag): string =>
  `[${path}](${REPOSITORY}/v${release}/${path}#L${line})`;

/** One value of a flag. */
export function describeValue(flag: Flag, form: Form, word: string): string {
  const story = flag.values?.[word];
  return `${code(word)} · value of **${flag.name}** (${typeLabel(form)})${story ? `\n\n${story}` : ''}\n\n${flag.summary}. Default: ${code(shortDefault(form))}`;
}

export function describeVariable(variable: EnvironmentVariable): string {
  const values = Object.entries(variable.values ?? {}).map(([word, story]) => `- ${code(word)}: ${story}`);
  return [`**${variable.name}** · environment variable`, variable.description, values.join('\n')]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** The flags of the catalogue whose name begins a rule or flag question, for “did you mean”. */
export const allNames = (catalog: Catalog, rules: readonly Rule[]): string[] => [
  ...catalog.flags.map((flag) => flag.name),
  ...rules.map((rule) => rule.id),
];

export interface Hover {
  markdown: string;
  span: Span;
}
