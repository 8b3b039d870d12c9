import type { Release } from '../catalog/release';
import { parseRequest } from '../catalog/request';
import { FORMER_RULE_IDS } from '../comments/formerRuleIds';
import { findSimilarRules } from '../comments/similarRules';
import { matchesRule } from '../comments/suppressions';
import type { Fix } from '../config/edit';
import { SEVERITIES, type Severities } from '../document/severity';
import { fixText } from '../lint/fix';
import type { Finding, Severity } from '../lint/rule';
import { type Glob, parseGlob } from '../text/glob';
import { findNearestNames } from '../text/spelling';
import { createFinding, quoteText } from './findings';
import type { TomlMember, TomlTable, TomlValue } from './toml/tree';

/** Everything that a value is checked with. */
export interface ValueContext {
  text: string;
  releases: readonly Release[];
  ruleIds: readonly string[];
  report: (finding: Finding) => void;
}

/** Limit on the items of one list, and on the rules of one table. */
const MAX_ITEMS = 1000;
const MAX_GPUS = 10_000_000;
const MAX_GIB = 100_000;
/** A number that is written as a text, perhaps with a unit. */
const AMOUNT = /^(\d{1,9}(?:\.\d{1,9})?) ?(?:gib?|gb|gpus?)?$/i;

const writtenText = ({ text }: ValueContext, { span }: TomlValue): string => text.slice(span.start, span.end);

/** Reports a value that a key cannot have. */
function reportValue(
  context: ValueContext,
  key: string,
  value: TomlValue,
  advice: string,
  fixes: Fix[] = [],
): undefined {
  const isNested = value.kind === 'table' || value.kind === 'array';
  const written = isNested ? (value.kind === 'table' ? 'a table' : 'a list') : quoteText(writtenText(context, value));
  context.report(createFinding('settings.value', value.span, `${key} is ${written}. ${advice}`, fixes));
  return undefined;
}

const fixTo = ({ span }: TomlValue, newText: string): Fix => fixText(`Change to ${newText}`, span, newText);

export function readRelease(context: ValueContext, key: string, value: TomlValue): Release | undefined {
  const { releases } = context;
  if (value.kind === 'number') {
    const quoted = `"${writtenText(context, value)}"`;
    return reportValue(context, key, value, 'Put the release in quotes, since the number 4.10 equals 4.1.', [
      fixTo(value, quoted),
    ]);
  }
  if (value.kind === 'string' && parseRequest(value.value, releases)) return value.value;
  const nearest = value.kind === 'string' ? findNearestNames(value.value, releases.toReversed(), 2) : [];
  const advice = 'It names no release of ms-swift. Write one such as "4.6.0", "main", or bounds such as ">=4.1,<4.4".';
  return reportValue(
    context,
    key,
    value,
    advice,
    nearest.map((release) => fixTo(value, `"${release}"`)),
  );
}

/** Reads a whole number of GPUs, or GiB. */
export function readAmount(
  context: ValueContext,
  key: string,
  value: TomlValue,
  unit: 'GPUs' | 'GiB',
): number | undefined {
  const isWhole = unit === 'GPUs';
  const isValid = (number: number): boolean =>
    number > 0 && number <= (isWhole ? MAX_GPUS : MAX_GIB) && (!isWhole || Number.isInteger(number));
  if (value.kind === 'number' && isValid(value.value)) return value.value;
  const number = value.kind === 'string' ? Number(AMOUNT.exec(value.value.trim())?.[1]) : Number.NaN;
  const advice = isWhole
    ? 'Write the number of GPUs on all nodes, such as 16, without quotes.'
    : 'Write the GiB of one GPU as a number, such as 80, without quotes and unit.';
  return reportValue(context, key, value, advice, isValid(number) ? [fixTo(value, String(number))] : []);
}

/** Reads a list of texts. A text alone is no list, and is offered as one. */
export function readTexts(context: ValueContext, key: string, value: TomlValue): { value: string; item: TomlValue }[] {
  if (value.kind !== 'array') {
    const fixes =
      value.kind === 'string' ? [fixText('Make it a list', value.span, `[${writtenText(context, value)}]`)] : [];
    reportValue(context, key, value, 'Write a list of texts, such as ["a", "b"].', fixes);
    return [];
  }
  const texts: { value: string; item: TomlValue }[] = [];
  for (const item of value.items.slice(0, MAX_ITEMS)) {
    if (item.kind === 'string' && item.value.trim() !== '') texts.push({ value: item.value, item });
    else reportValue(context, `An item of ${key}`, item, 'Write a text in quotes.');
  }
  const excess = value.items[MAX_ITEMS];
  if (excess)
    reportValue(
      context,
      `Item ${MAX_ITEMS + 1} of ${key}`,
      excess,
      `Only the first ${MAX_ITEMS} items are used. Write fewer patterns.`,
    );
  return texts;
}

export const readFolders = (context: ValueContext, key: string, value: TomlValue): string[] =>
  readTexts(context, key, value).map((each) => each.value);

export const readPatterns = (context: ValueContext, key: string, value: TomlValue): Glob[] =>
  readTexts(context, key, value).flatMap(({ value: pattern, item }) => {
    const glob = parseGlob(pattern);
    if (glob) return [glob];
    const advice = pattern.startsWith('!')
      ? 'It begins with "!", and no pattern takes another one back. List only the files that are meant.'
      : /(?:^|\/)\.\.(?:\/|$)/.test(pattern)
        ? 'It leads out of the folder of this file. Write a path below that folder, or move this file up.'
        : 'It is no pattern that can be used. Write a path below the folder of this file with *, **, ?, [ab] or {a,b}.';
    return reportValue(context, `An item of ${key}`, item, advice) ?? [];
  });

/** Severities by the names that other tools use for them. */
const OTHER_SEVERITIES: Readonly<Record<string, Severity | 'off'>> = {
  err: 'error',
  fatal: 'error',
  warn: 'warning',
  info: 'hint',
  information: 'hint',
  note: 'hint',
  none: 'off',
  ignore: 'off',
  disable: 'off',
  disabled: 'off',
  false: 'off',
};

/** Reads a table of severities by rule or group. */
export function readSeverities(context: ValueContext, key: string, value: TomlValue): Severities | undefined {
  if (value.kind !== 'table') return reportValue(context, key, value, 'Write a table: "cli.unknown-flag" = "warning".');
  const found: [string, Severity | 'off'][] = [];
  for (const member of listRules(context, value).slice(0, MAX_ITEMS)) {
    const id = readRuleId(context, member);
    const severity = readSeverity(context, member);
    if (id !== undefined && severity !== undefined) found.push([id, severity]);
  }
  return Object.fromEntries(found);
}

/** Lists the rules of a table. `cli.bool` without quotes is a table `cli` for TOML, and means the rule. */
function listRules(context: ValueContext, table: TomlTable): TomlMember[] {
  return [...table.members.values()].flatMap((member): TomlMember[] => {
    if (member.value.kind !== 'table') return [member];
    return [...member.value.members.values()].map(({ key, value }) => {
      const name = `${member.key.name}.${key.name}`;
      const span = { start: member.key.span.start, end: key.span.end };
      const isTogether = /^[\w-]+\s{0,9}\.\s{0,9}[\w-]+$/.test(
        context.text.slice(span.start, Math.min(span.end, span.start + 200)),
      );
      const fixes = isTogether ? [{ ...fixText('Put the rule in quotes', span, `"${name}"`), safe: true }] : [];
      const where = isTogether ? span : key.span;
      const message = `${quoteText(name)} is not in quotes, so that TOML readers see a table. Write "${escapeName(name)}".`;
      context.report(createFinding('settings.quotes', where, message, fixes));
      return { key: { name, span: where }, value };
    });
  });
}

const escapeName = (name: string): string => quoteText(name).slice(1, -1);

function readRuleId({ ruleIds, report }: ValueContext, { key: { name, span } }: TomlMember): string | undefined {
  const current = FORMER_RULE_IDS[name];
  if (Object.hasOwn(FORMER_RULE_IDS, name) && current !== null && current !== undefined) {
    const fix = fixText(`Change to "${current}"`, span, `"${current}"`);
    report(
      createFinding(
        'settings.unknown-rule',
        span,
        `${quoteText(name)} is called ${quoteText(current)} today. Use that name.`,
        [fix],
      ),
    );
    return name;
  }
  if (Object.hasOwn(FORMER_RULE_IDS, name) || ruleIds.some((id) => matchesRule(name, id))) return name;
  const nearest = findSimilarRules(name, ruleIds);
  const advice = nearest[0] ? `Did you mean ${quoteText(nearest[0])}?` : 'docs/rules.md lists all rules.';
  const fixes = nearest.map((id) => fixText(`Change to "${id}"`, span, `"${id}"`));
  report(
    createFinding('settings.unknown-rule', span, `No rule and no group is called ${quoteText(name)}. ${advice}`, fixes),
  );
  return undefined;
}

function readSeverity(context: ValueContext, { key, value }: TomlMember): Severity | 'off' | undefined {
  const written = value.kind === 'string' || value.kind === 'boolean' ? String(value.value) : '';
  const severity = SEVERITIES.find((each) => each === written);
  if (severity && value.kind === 'string') return severity;
  const other = Object.hasOwn(OTHER_SEVERITIES, written.toLowerCase())
    ? OTHER_SEVERITIES[written.toLowerCase()]
    : undefined;
  const meant = other ?? findNearestNames(written, SEVERITIES, 1)[0];
  const fixes = meant === undefined ? [] : [fixTo(value, `"${meant}"`)];
  return reportValue(context, quoteText(key.name), value, 'Write "error", "warning", "hint", or "off".', fixes);
}
