import type { Word } from 'unbash';
import { addMapped, appendMapped, createMappedText, type MappedText, sliceMapped } from '../../../text/mappedText';
import { findPlaceholder, RUNNER } from './xargs';

/** A variable that is never set, so that its value is unknown. */
const INPUT = '${_INPUT}';

/** Puts an unknown variable in each place of a script that a program such as xargs fills: `xargs -I{} sh -c 'run {}'`. */
export function hideInputs(mapped: MappedText, words: readonly Word[]): MappedText {
  const placeholder = findInputPlaceholder(words.map(({ value }) => value));
  if (!placeholder) return mapped;
  const filled = createMappedText();
  let end = 0;
  let isQuoted = false;
  for (const { 0: input, index } of mapped.text.matchAll(placeholder)) {
    if (input === '') return mapped;
    const before = sliceMapped(mapped, end, index);
    for (const character of before.text) if (character === "'") isQuoted = !isQuoted;
    appendMapped(filled, before);
    end = index + input.length;
    const text = isQuoted ? `'"${INPUT}"'` : INPUT;
    addMapped(filled, text, mapped.starts[index] ?? 0, mapped.ends[end - 1] ?? 0);
  }
  if (end === 0) return mapped;
  appendMapped(filled, sliceMapped(mapped, end));
  return filled;
}

/** Finds what stands for an input in the arguments of a program that runs others; undefined if nothing does. */
function findInputPlaceholder(words: readonly string[]): RegExp | undefined {
  const at = words.findIndex((word) => RUNNER.test(word) || /(?:^|\/)(?:pdsh|clush)$/.test(word));
  const program = words[at] ?? '';
  if (at < 0) return undefined;
  // These run a command on each host: its name, its number and the user.
  if (/(?:pdsh|clush)$/.test(program)) return /%(?:host|rank|[hnu])\b/g;
  if (program.endsWith('parallel')) return /\{[^\s{}]{0,40}\}/g;
  if (!program.endsWith('xargs')) return /\{[./]{0,2}\}/g;
  const placeholder = findPlaceholder(words.slice(at + 1));
  return placeholder ? new RegExp(placeholder.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g') : undefined;
}
