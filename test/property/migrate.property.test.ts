import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../server/src/core/catalog/catalog';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import type { Flag, Form, Value } from '../../server/src/core/catalog/types';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Document } from '../../server/src/core/document/document';
import { flagValue } from '../../server/src/core/facts/values';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { clashes } from '../support/edits';
import { SYNTAXES, service } from '../support/service';

/** Migrates random configs to another release and back. The run must not change where both releases can express it. */

const { catalog } = service;
const OLD = '3.8.1';
const NEW = '4.5.2';
type Given = { flag: Flag; words: string[]; bare: boolean };

function wordsFor(form: Form): fc.Arbitrary<string[]> {
  const word: Record<Form['type'], fc.Arbitrary<string>> = {
    bool: fc.constantFrom('true', 'false'),
    int: fc.integer({ min: 1, max: 64 }).map(String),
    float: fc.constantFrom('0.5', '1e-5', '2', '.1'),
    string: fc.constantFrom('a', 'b/c', 'two words', "it's", '中文', 'x=y', '#1'),
    enum: fc.constantFrom(...(form.choices ?? []).flatMap((choice) => choice ?? []), 'x'),
    json: fc.constantFrom('{"a": 1}', '{"b": {"c": [1, 2]}}'),
    dtype: fc.constant('bfloat16'),
  };
  return fc.array(word[form.type], { minLength: 1, maxLength: form.list ? 3 : 1 });
}

function someFlags(release: string): fc.Arbitrary<Given[]> {
  const all = catalog.view(release, 'sft').flags.filter(({ name }) => name !== 'ignore_args_error');
  return fc.uniqueArray(fc.constantFrom(...all), { maxLength: 14, selector: ({ name }) => name }).chain((flags) =>
    fc.tuple(
      ...flags.map((flag) => {
        const form = formOf(flag, release, 'sft') as Form;
        return fc.record({
          flag: fc.constant(flag),
          words: wordsFor(form),
          bare: fc.constant(form.bare === true).chain((may) => (may ? fc.boolean() : fc.constant(false))),
        });
      }),
    ),
  );
}

function textOf(syntax: Syntax, release: string, given: readonly Given[], style: number): string {
  const modeline = `# preflight: ms-swift=${release}\n`;
  if (syntax.id === 'yaml') {
    const lines = given.map(({ flag, words }) => {
      const values = words.map((word) => (flag.name === 'x' ? word : JSON.stringify(word)));
      if (words.length === 1) return `${flag.name}: ${values[0]}\n`;
      return style % 2
        ? `${flag.name}: [${values.join(', ')}] # why\n`
        : `${flag.name}:\n${values.map((each) => `  - ${each}\n`).join('')}`;
    });
    return `${modeline}model: "m"\n${lines.filter((line) => !line.startsWith('model:')).join('')}`;
  }
  const separator = style % 2 ? ' ' : ' \\\n    ';
  const words = given.map(({ flag, words: values, bare }) => {
    const name = `--${style % 3 === 0 ? flag.name.replaceAll('_', '-') : flag.name}`;
    if (bare) return values[0] === 'false' ? `${name} false` : name;
    return style % 5 === 1 && values.length === 1
      ? `${name}=${quoteWord(values[0] ?? '')}`
      : [name, ...values.map(quoteWord)].join(' ');
  });
  return `${modeline}NPROC_PER_NODE=8 \\\nmegatron sft${words.map((each) => separator + each).join('')}\n`;
}

const read = (text: string, syntax: Syntax): Document => service.read(text, syntax, {});

function migrated(text: string, syntax: Syntax, to: string): string {
  const { edits } = service.migrate(read(text, syntax), to);
  expect(clashes(edits), text).toEqual([]);
  return applyEdits(text, edits);
}

function valuesOf(text: string, syntax: Syntax): Map<string, Value | undefined> {
  const document = read(text, syntax);
  const [config] = document.reading.configs;
  if (!config) return new Map();
  const facts = service.getFacts(document, config);
  const names = catalog.view(facts.release.version, config.command).flags.map(({ name }) => name);
  return new Map(names.map((name) => [name, flagValue(facts, name)]));
}

/** Whether the other release can express the value of a flag. */
function canExpress(flag: Flag, words: readonly string[], from: string, to: string): boolean {
  const [here, there] = [formOf(flag, from, 'sft'), catalog.view(to, 'sft').forms];
  if (!here) return false;
  const other = there.has(flag.name) ? { flag, value: 'same' as const } : findCounterpart(catalog, flag, there);
  // Two names that become one cannot be distinguished when migrating back.
  if (other && other.flag !== flag && formOf(other.flag, from, 'sft')) return false;
  if (!other || other.value === 'other' || (other.flag !== flag && (here.noEffect || here.overwritten))) return false;
  const form = there.get(other.flag.name);
  if (!form || form.unreadable || form.type === 'dtype' || (!form.list && words.length > 1)) return false;
  return form.type !== 'enum' || words.every((word) => form.choices?.includes(word));
}

describe.each(SYNTAXES.map((syntax) => [syntax.id, syntax] as const))('migrate of a random %s config', (_, syntax) => {
  it(`keeps every value from ${OLD} to ${NEW} and back that both releases can express`, () => {
    let [compared, renamed, unchanged] = [0, 0, 0];
    fc.assert(
      fc.property(someFlags(OLD), fc.nat(29), (given, style) => {
        const text = textOf(syntax, OLD, given, style);
        const there = migrated(text, syntax, NEW);
        const back = migrated(there, syntax, OLD);
        const [before, after] = [valuesOf(text, syntax), valuesOf(back, syntax)];
        // Values of only one release became comments; flags whose default depends on them may differ too.
        const lost = given.filter(({ flag, words }) => !canExpress(flag, words, OLD, NEW)).map(({ flag }) => flag.name);
        // Given both steps and epochs, the old release counts steps and the new one epochs: one of them is removed.
        const lengths = ['train_iters', 'max_epochs'];
        if (lengths.every((name) => given.some(({ flag }) => flag.name === name))) lost.push(...lengths);
        fc.pre(before.size > 0);
        for (const { flag, words } of given) {
          if (lost.includes(flag.name)) continue;
          compared++;
          if (!formOf(flag, NEW, 'sft')) renamed++;
          expect([flag.name, words, after.get(flag.name)], there).toEqual([flag.name, words, before.get(flag.name)]);
        }
        if (lost.length === 0) {
          unchanged++;
          expect(Object.fromEntries(after), `${text}\n${there}\n${back}`).toEqual(Object.fromEntries(before));
        }
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(80);
    expect(renamed).toBeGreaterThan(3);
    expect(unchanged).toBeGreaterThan(3);
  });

  it.each([
    [OLD, NEW],
    [NEW, OLD],
    ['3.12.6', '4.0.0'],
    ['4.0.0', '3.12.6'],
  ])('leaves no flag that the release lacks when migrating from %s to %s', (from, to) => {
    let changed = 0;
    fc.assert(
      fc.property(someFlags(from), fc.nat(29), (given, style) => {
        const text = textOf(syntax, from, given, style);
        const there = migrated(text, syntax, to);
        const document = read(there, syntax);
        expect(document.reading.configs.length, there).toBe(read(text, syntax).reading.configs.length);
        const unexpected = service.lintDocument(document).filter(({ rule }) =>
          // A choice that the release lacks is kept on purpose: the run must stop instead of doing something else.
          /^release\.(?!value)|^cli\.(?:unknown-flag|abbrev|duplicate|comment|backslash|missing-backslash)/.test(rule),
        );
        expect(
          unexpected.map(({ message }) => message),
          `${text}\n${there}`,
        ).toEqual([]);
        expect(there).toContain(`ms-swift=${to}`);
        expect(migrated(there, syntax, to)).toBe(there);
        if (given.some(({ flag }) => !formOf(flag, to, 'sft'))) changed++;
      }),
      { numRuns: 40 },
    );
    expect(changed).toBeGreaterThan(5);
  });
});
