import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Refactoring, RefactoringKind } from '../../server/src/core/features/refactor/refactoring';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { type Recording, recordCalls } from '../support/bash/recorder';
import { RELEASE, scripts } from '../support/refactorScripts';
import { service } from '../support/service';
import { askPython, pythonWithYaml } from './yamlPython';

/** Refactors random scripts, and lets real bash and PyYAML tell the arguments before and after. */

const python = pythonWithYaml() ?? '';
const samples = fc.sample(scripts, { numRuns: 300, seed: 17 });

function refactor(kind: RefactoringKind, text: string, offset: number, syntax = shell): Refactoring | undefined {
  const document = service.read(text, syntax, {
    name: syntax === shell ? 'train.sh' : 'train.yaml',
    swiftVersion: RELEASE,
  });
  const found = service.listRefactorings(
    document,
    { start: offset, end: offset },
    (each) => each === kind,
    () => false,
  )[0];
  return found?.refusal === undefined ? found : undefined;
}

/** Parses the arguments of a run as the release does: the effective value of each flag. */
function parse(argv: readonly string[]): Record<string, unknown> {
  const document = service.read(`megatron ${argv.map(quoteWord).join(' ')}\n`, shell, { swiftVersion: RELEASE });
  const [config] = document.reading.configs;
  if (!config) throw new Error(`no command: ${argv}`);
  const { givenFlags } = service.getFacts(document, config);
  return Object.fromEntries(
    givenFlags.map(({ flag, entry, value }) => [
      flag?.name ?? entry.name,
      value ?? entry.values.map((each) => each.value),
    ]),
  );
}

/** The comments of a script, in any order. */
const commentsOf = (text: string): string[] =>
  [...text.matchAll(/(?<=^|[ ])# .*$/gm)].map(([comment]) => comment).sort();

const argvOf = async (texts: readonly string[]): Promise<string[][]> =>
  (await recordCalls(texts)).map(({ calls }, index) => {
    expect(calls.length, texts[index]).toBe(1);
    return calls[0]?.argv ?? [];
  });

it('keeps the parsed arguments of random scripts when their flags move to a YAML file, and back', {
  timeout: 120_000,
}, async () => {
  const converted = samples.flatMap(({ text, offset }) => {
    const found = refactor('toYaml', text, offset);
    return found?.newFile ? [{ text, after: applyEdits(text, found.edits), file: found.newFile.text }] : [];
  });
  expect(converted.length).toBeGreaterThan(150);
  const before = await argvOf(converted.map(({ text }) => text));
  const after = await argvOf(converted.map((each) => each.after));
  const answers = await askPython(
    python,
    converted.map(({ file }) => file),
  );
  const backScripts = converted.map(({ file }) => refactor('toShell', file, file.length, yaml)?.newFile?.text ?? '');
  const back = await argvOf(backScripts);
  for (const [index, { text, after: script, file }] of converted.entries()) {
    const answer = answers[index];
    if (!answer || 'error' in answer) throw new Error(file);
    const [command = '', name, ...rest] = after[index] ?? [];
    expect(name).toBe('train.yaml');
    const argv = answer.argv.map((word) => (typeof word === 'string' ? word : `not text: ${word.type}`));
    expect(parse([command, ...argv, ...rest]), `${text}\n${script}\n${file}`).toEqual(parse(before[index] ?? []));
    expect(back[index]?.slice(1), file).toEqual(argv);
  }
});

it('keeps the parsed arguments of random scripts when their flags are sorted', { timeout: 120_000 }, async () => {
  const sorted = samples.flatMap(({ text, offset }) => {
    const found = refactor('sortFlags', text, offset);
    return found ? [{ text, after: applyEdits(text, found.edits) }] : [];
  });
  expect(sorted.length).toBeGreaterThan(250);
  const before = await argvOf(sorted.map(({ text }) => text));
  const after = await argvOf(sorted.map((each) => each.after));
  for (const [index, { text, after: script }] of sorted.entries()) {
    expect(commentsOf(script), script).toEqual(commentsOf(text));
    expect(after[index]?.toSorted(), `${text}\n${script}`).toEqual(before[index]?.toSorted());
    expect(parse(after[index] ?? []), `${text}\n${script}`).toEqual(parse(before[index] ?? []));
  }
});

it('passes the same arguments when a value of a random script becomes a variable', { timeout: 120_000 }, async () => {
  const extracted = samples.flatMap(({ text }) => {
    const [config] = service.read(text, shell, {}).reading.configs;
    const values = config?.flags.flatMap((entry) => entry.values.slice(0, 1)) ?? [];
    return values.slice(0, 2).flatMap(({ span }) => {
      const found = refactor('extractVariable', text, span.start);
      return found ? [{ text, after: applyEdits(text, found.edits) }] : [];
    });
  });
  expect(extracted.length).toBeGreaterThan(250);
  const before = await argvOf(extracted.map(({ text }) => text));
  const after = await argvOf(extracted.map((each) => each.after));
  for (const [index, { text, after: script }] of extracted.entries())
    expect(after[index], `${text}\n${script}`).toEqual(before[index]);
});

const [, ...parts] = readFileSync(join(import.meta.dirname, '../data/scripts.txt'), 'utf8').split(/^=== /m);
/** Real scripts. Those that depend on the clock make other calls each time. */
const realScripts = parts.map((part) => part.slice(part.indexOf('\n') + 1)).filter((text) => !text.includes('$(date'));

it('keeps the arguments of real scripts when their flags are sorted or extracted', { timeout: 120_000 }, async () => {
  const changed = realScripts.flatMap((text) => {
    const [config] = service.read(text, shell, { swiftVersion: RELEASE }).reading.configs;
    const value = config?.flags.find(({ values }) => values.length > 0)?.values[0];
    const offsets = [config?.head.end, value?.span.start].filter((offset) => offset !== undefined);
    return offsets.flatMap((offset, index) => {
      const found = refactor(index === 0 ? 'sortFlags' : 'extractVariable', text, offset);
      return found ? [{ text, after: applyEdits(text, found.edits) }] : [];
    });
  });
  expect(changed.length).toBeGreaterThan(50);
  const before = await recordCalls(changed.map(({ text }) => text));
  const after = await recordCalls(changed.map((each) => each.after));
  const sortCalls = (recording: Recording | undefined) => recording?.calls.map(({ argv }) => argv.toSorted());
  for (const [index, { text, after: script }] of changed.entries())
    expect(sortCalls(after[index]), `${text}\n---\n${script}`).toEqual(sortCalls(before[index]));
});

it('keeps the parsed arguments of real scripts when flags move to a YAML file', { timeout: 120_000 }, async () => {
  const converted = realScripts.flatMap((text) => {
    const { configs } = service.read(text, shell, { swiftVersion: RELEASE }).reading;
    const found = configs[0] && refactor('toYaml', text, configs[0].head.end);
    return found?.newFile ? [{ text, after: applyEdits(text, found.edits), file: found.newFile.text }] : [];
  });
  expect(converted.length).toBeGreaterThan(20);
  const before = await recordCalls(converted.map(({ text }) => text));
  const after = await recordCalls(converted.map((each) => each.after));
  const answers = await askPython(
    python,
    converted.map(({ file }) => file),
  );
  for (const [index, { text, after: script, file }] of converted.entries()) {
    const answer = answers[index];
    if (!answer || 'error' in answer) throw new Error(file);
    const expand = (argv: readonly string[]): string[] =>
      argv.flatMap((word) => (word === 'train.yaml' ? answer.argv.map(String) : [word]));
    const parseCalls = (
      recording: Recording | undefined,
      toArgv = (argv: readonly string[]): readonly string[] => argv,
    ) => recording?.calls.map(({ argv }) => parse(toArgv(argv)));
    expect(parseCalls(after[index], expand), `${text}\n---\n${script}`).toEqual(parseCalls(before[index]));
  }
});
