import type { Fix } from '../config/edit';
import { fixText } from '../lint/fix';
import type { Finding } from '../lint/rule';
import { findNearestNames } from '../text/spelling';
import { createFinding, quoteText } from './findings';
import type { BrokenStatement } from './toml/readToml';

/** Limit of a statement that is searched for a repair, in characters. */
const MAX_REPAIRED_LENGTH = 300;

/** The tables of `preflight.toml`. */
const TABLES = ['severity', 'overrides'];

const HEADER = /^\[{1,2}\s{0,9}([\w-]{1,50})\s{0,9}\]{0,2}$/;
/** A key with a value that lacks its quotes. */
const BARE_VALUE = /^([^\s=]{1,100}\s{0,9}=\s{0,9})([\w.*<>=,~!/-]{1,100})\s{0,9}$/;
/** The key of a group without its quotes, which TOML does not allow. */
const BARE_GROUP = /^([\w-]{1,50}\.\*)\s{0,9}=/;

/** The table that a header means: one that begins with the same letters, or the nearest name. */
const findNearestHeader = (name: string): string =>
  TABLES.find((table) => table.startsWith(name)) ?? findNearestNames(name, TABLES, 1)[0] ?? name;

/** Reports a statement that is no TOML, with a repair where one is clear. */
export function reportBroken(text: string, { statement, span }: BrokenStatement): Finding {
  const { start, end } = statement.span;
  const written = text.slice(start, Math.min(end, start + MAX_REPAIRED_LENGTH)).replace(/\s{1,99}(?:#.{0,300})?$/, '');
  const found = (message: string, fixes: Fix[] = []): Finding => createFinding('settings.syntax', span, message, fixes);
  if (statement.isTooDeep) return found('The brackets are nested too deeply to be a setting. Write a list of texts.');
  const header = statement.isHeader ? HEADER.exec(written)?.[1] : undefined;
  if (header !== undefined) {
    const name = findNearestHeader(header);
    const whole = name === 'overrides' ? '[[overrides]]' : `[${name}]`;
    const fix = fixText(`Change to ${whole}`, { start, end: start + written.length }, whole);
    const message = `${quoteText(written)} is no complete header of a table, or the table exists already. Write ${whole} once.`;
    return found(message, whole === written ? [] : [fix]);
  }
  if (statement.isHeader) return found('This header of a table is not complete. Write [severity] or [[overrides]].');
  const group = BARE_GROUP.exec(written)?.[1];
  if (group !== undefined) {
    const fix = fixText('Put the group in quotes', { start, end: start + group.length }, `"${group}"`);
    return found(`The group ${quoteText(group)} needs quotes, since TOML has no key with a star. Write "${group}".`, [
      fix,
    ]);
  }
  const [, before = '', value] = BARE_VALUE.exec(written) ?? [];
  if (value !== undefined) {
    const at = { start: start + before.length, end: start + before.length + value.length };
    const message = `${quoteText(value)} is no value of TOML. Put texts, such as releases and severities, in quotes: "${quoteText(value).slice(1, -1)}".`;
    return { ...found(message, [fixText('Put it in quotes', at, `"${value}"`)]), span: at };
  }
  if (/^[^=]{1,300}=\s{0,99}$/.test(written))
    return found(
      `${quoteText(written.replace(/\s{0,99}=.{0,99}$/, ''))} has no value. Write one after the equals sign.`,
    );
  if (!written.includes('='))
    return found(`${quoteText(written)} is neither a header nor a setting. Write key = value.`);
  return found('The value cannot be read from here on. Check that quotes and brackets are closed.');
}
