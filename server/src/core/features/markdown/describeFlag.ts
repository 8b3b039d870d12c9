import { formOf } from '../../catalog/catalog';
import type { Release, ReleaseChoice } from '../../catalog/release';
import { lifetimeOf, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import { findDeclaration } from '../../catalog/texts';
import type { FlagDocs } from '../../catalog/textTypes';
import type { Catalog, Flag, Form, Value } from '../../catalog/types';
import { printValue, TYPES, typeLabelOf } from '../../catalog/value';
import type { Command, Span } from '../../config/config';
import { nameOfCommand } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import type { OtherReleaseFlag } from '../../facts/otherReleaseFlags';
import { escapeControls } from '../../text/printable';
import { escapeAngles } from './escapeAngles';
import { describeHistory } from './history';
import { describeRenamedFlags, docsInRelease, listRelatedFlags, valuesOfRelease } from './releaseNames';

/** Markdown about flags and their values, for hovers, completions and `preflight explain`. */

const REPOSITORY = 'https://github.com/modelscope/ms-swift/blob';

/**
 * Formats text of the user as a code span, in which Markdown has no meaning: on one line, without backticks that would
 * end it, and never empty, since two backticks would begin another span.
 */
export const toCodeSpan = (text: string): string =>
  `\`${escapeControls(text.slice(0, MAX_SPAN_LENGTH).replaceAll('`', "'").replace(/\s+/g, ' ')) || ' '}\``;

/** Limit of the characters of a text that are shown. */
const MAX_SPAN_LENGTH = 120;

/** Prints a value as Python and the argument page of ms-swift spell it. */
function toPythonLiteral(value: Value): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return Array.isArray(value) && value.length === 0 ? '[]' : printValue(value);
}

/** Formats the default briefly, as in the detail of a completion. */
export const formatDefault = (form: Form): string =>
  !form.overwritten && form.default === null && form.effective && form.effective.length <= 28
    ? form.effective
    : formatDeclared(form);

/** Formats the default as it is declared, whatever is in effect instead. */
const formatDeclared = (form: Form): string =>
  form.overwritten ? 'always replaced' : form.default === null ? 'None' : toPythonLiteral(form.default);

/** Describes why a release was chosen. */
export function describeReleaseReason({ from, evidence = '', others, doubt }: ReleaseChoice): string {
  if (from === 'modeline') return 'set in the `# preflight:` comment';
  if (from === 'setting') return 'set in the settings';
  if (from === 'project') return `set in ${toCodeSpan(evidence)}`;
  if (from === 'script') return `installed by this file, ${toCodeSpan(evidence)}`;
  if (from === 'installed') return `installed in ${toCodeSpan(evidence)}`;
  if (from === 'pin') return `${evidence.endsWith('.py') ? 'the version in' : 'required by'} ${toCodeSpan(evidence)}`;
  if (from === 'flags') return `a guess: the newest release that fits the flags, such as ${toCodeSpan(evidence)}`;
  return doubt === 'guess' && others
    ? 'a guess: the newest release, since none is specified'
    : 'the only release that is known';
}

/** Describes the release that a config is checked against, and why it was chosen. */
export function describeRelease(release: ReleaseChoice): string {
  const { version, requested, tree, doubt } = release;
  const reason = describeReleaseReason(release);
  if (requested === undefined) return `ms-swift ${version}: ${reason}`;
  if (tree) return `ms-swift ${requested}, by the flags in its own code and the rules of ${version}: ${reason}`;
  const isRange = doubt === 'guess' || doubt === undefined;
  return `ms-swift ${version}${isRange ? `, the newest that fits ${toCodeSpan(requested)}` : ` in place of ${toCodeSpan(requested)}`}: ${reason}`;
}

/** The facts of one run in the text of a flag, and how the text is shown. */
export interface FlagView {
  /** Its default in the run, in place of a general description. */
  inEffect?: string | undefined;
  /** The state of the flag in the run: sizes that follow from it, and the rules about it. */
  now?: string;
  /** A hover takes one screen, so that many values are only named. */
  isHover?: boolean;
  /** Leaves out the explanation, and what follows it. */
  isShort?: boolean;
}

/**
 * Describes a flag as Markdown: the text of its hover and of `preflight explain`. It says what the flag is, its default,
 * its values and what holds in the run, and then explains it.
 */
export function describeFlag(
  catalog: Catalog,
  flag: Flag,
  form: Form,
  release: ReleaseChoice,
  command: Command,
  { inEffect, now = '', isHover = false, isShort = false }: FlagView = {},
): string {
  const docs = docsInRelease(catalog, flag, release.version, command);
  const related = listRelatedFlags(catalog, flag, release.version, command);
  const shownForm = inEffect === undefined ? form : { ...form, effective: inEffect };
  const words = form.choices
    ? TYPES[form.type].suggestions(form)
    : valuesOfRelease(catalog, flag, release.version, command);
  const blocks = [
    `**${flag.name}** · ${typeLabelOf(form)} · ${docs.section}`,
    `${omitOtherReleases(docs.summary)}.`,
    describeForm(shownForm, flag, docs.unit, release, command),
    isHover && words.length > MAX_HOVER_VALUES ? nameValues(words) : listDescribedValues(docs, words),
    now,
  ];
  const explanation = [
    docs.description,
    describeRenamedFlags(catalog, flag, release.version, command),
    describeHistory(catalog, flag, command, (each) => toCodeSpan(formatDeclared(each))),
    related.length > 0 ? `See also ${related.map(toCodeSpan).join(', ')}` : '',
    formatSourceLink(docs, release.version),
  ];
  const shown = isShort ? blocks : [...blocks, ...explanation];
  return escapeAngles(shown.filter((block) => block !== '').join('\n\n'));
}

/** Values that a hover explains with a line each. More are only named. */
const MAX_HOVER_VALUES = 10;

const nameValues = (words: readonly string[]): string => `- Values: ${words.map(toCodeSpan).join(', ')}`;

const NAMES_RELEASE = /\b\d\.\d/;

/** The part of a summary that is about the release at hand, without clauses that name another one. */
const omitOtherReleases = (summary: string): string =>
  summary
    .replaceAll(/ \(([^()]*)\)/g, (part, inside: string) => (NAMES_RELEASE.test(inside) ? '' : part))
    .split('; ')
    .filter((clause, index) => index === 0 || !NAMES_RELEASE.test(clause))
    .join('; ');

/** Describes a flag that only other releases have: its summary, its history, and its name in this release. */
export function describeOtherReleaseFlag(
  { catalog, release, config }: Facts,
  { flag, current, kind }: OtherReleaseFlag,
): string {
  const { since, until } = lifetimeOf(catalog, flag, config.command);
  const { summary } = catalog.docs.flag(flag.name, kind === 'new' ? since : until);
  const form = current && formOf(current.flag, release.version, config.command);
  const blocks = [
    `**${flag.name}** · not in ${toCodeSpan(nameOfCommand(config.command))} of ms-swift ${release.version}`,
    `${summary}.${current ? ` Called ${toCodeSpan(current.flag.name)} in this release${VALUE_CHANGE_NOTES[current.value]}.` : ''}`,
    describeHistory(catalog, flag, config.command, (each) => toCodeSpan(formatDeclared(each))),
    (kind === 'new' && flag.before) || '',
    describeRelease(release),
    ...(current && form
      ? ['---', describeFlag(catalog, current.flag, form, release, config.command, { isHover: true })]
      : []),
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
    `Default: ${form.default === null ? 'none' : toCodeSpan(toPythonLiteral(form.default))}${form.effective ? `; in effect: ${form.effective}` : ''} (ms-swift ${release.version}, ${nameOfCommand(command)})`,
  ];
  if (unit) lines.push(`Unit: ${unit}`);
  if (form.list) lines.push('List: one or more values, separated by spaces; a second occurrence replaces the first');
  if (form.bare)
    lines.push(
      `May be given without a value, which means true${form.complement ? `; \`--no_${flag.name}\` means false` : ''}`,
    );
  else if (form.type === 'bool') lines.push('Requires true or false; cannot be given without a value');
  if (form.overwritten) lines.push('A given value is always replaced by the program');
  if (form.unreadable) lines.push('Cannot be given in this release, whose parser rejects every value');
  if (form.noEffect) lines.push('Accepted, but has no effect in training');
  return lines.map((line) => `- ${line}`).join('\n');
}

function listDescribedValues({ values }: FlagDocs, words: readonly string[]): string {
  if (words.length === 0) return '';
  return words.map((word) => `- ${toCodeSpan(word)}${values?.[word] ? `: ${values[word]}` : ''}`).join('\n');
}

/** Links to the declaration of a flag in the source code of a release. */
function formatSourceLink({ declared = '' }: FlagDocs, release: Release): string {
  const place = findDeclaration(declared, release);
  return place ? `[${place.path}](${REPOSITORY}/v${release}/${place.path}#L${place.line})` : '';
}

/** Describes one value of a flag in a release: its meaning, then the flag and its default. */
export function describeValue(
  catalog: Catalog,
  flag: Flag,
  form: Form,
  word: string,
  release: Release,
  command: Command,
  { inEffect = form.effective, now = '' }: FlagView = {},
): string {
  const { summary, values } = docsInRelease(catalog, flag, release, command);
  const isDefault = form.default !== null && toPythonLiteral(form.default).toLowerCase() === word.toLowerCase();
  const fallback = form.default === null ? escapeAngles(inEffect ?? '') : toCodeSpan(formatDefault(form));
  const defaultText = isDefault ? ' This is the default.' : fallback === '' ? '' : ` Default: ${fallback}`;
  const blocks = [
    `${toCodeSpan(word)} · value of **${flag.name}** (${typeLabelOf(form)})`,
    values?.[word] ? `${values[word]}.` : '',
    `${escapeAngles(omitOtherReleases(summary))}.${defaultText}`,
    now,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Markdown to show for a span. */
export interface Hover {
  markdown: string;
  span: Span;
}
