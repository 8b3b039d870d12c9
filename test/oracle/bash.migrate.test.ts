import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import { parseArguments } from '../../server/src/core/config/argparse';
import { applyEdits } from '../../server/src/core/config/edit';
import { toUnderscores } from '../../server/src/core/config/lookup';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { recordCalls } from '../support/bash/recorder';
import { service } from '../support/service';

/** Migrates real scripts to another release and runs both versions in bash: the run must get the same apart from renames. */

const FROM = '3.8.1';
const TO = '4.5.2';
const { catalog } = service;

const [, ...parts] = readFileSync(join(import.meta.dirname, '../data/scripts.txt'), 'utf8').split(/^=== /m);
// Names of 3.x replace those that both releases have. Scripts that depend on the clock make other calls each time.
const scripts = parts
  .map((part) =>
    part
      .slice(part.indexOf('\n') + 1)
      .replaceAll('--seed', '--save_interval')
      .replaceAll('--lr', '--num_workers')
      .replaceAll('--model ', '--load '),
  )
  .filter((text) => !text.includes('$(date'));

const migrateScript = (text: string): string =>
  applyEdits(text, service.migrate(service.read(text, shell, { swiftVersion: FROM }), TO).edits);

/** Returns the flags of a call with their values, and the arguments before them under an empty name. */
function flagsOf(argv: readonly string[]): [name: string, values: string[]][] {
  const { entries, positionals } = parseArguments(
    argv.map((value) => ({ text: value, span: { start: 0, end: 0 }, value })),
  );
  return [
    ['', positionals.map(({ value = '' }) => value)],
    ...entries.map(({ name, values }) => [name, values.map(({ value = '' }) => value)] as [string, string[]]),
  ];
}

/** Returns the names that a flag may have after the migration; it may be gone if the release has no counterpart. */
function findNewNames(name: string, command: string): { names: string[]; mayGo: boolean } {
  const sub = (['pt', 'sft', 'rlhf', 'export'] as const).find((name) => name === command) ?? 'sft';
  const { forms } = catalog.view(TO, sub);
  const flag = catalog.byName.get(toUnderscores(name));
  if (!flag || forms.has(flag.name)) return { names: [toUnderscores(name)], mayGo: false };
  const other = findCounterpart(catalog, flag, forms)?.flag.name;
  return { names: [flag.name, ...(other ? [other] : [])], mayGo: other === undefined };
}

/** Returns the flags that a call has lost, or that have other values than before. */
function findLostFlags(before: readonly string[], after: readonly string[]): string[] {
  const newFlags = flagsOf(after);
  return flagsOf(before).flatMap(([name, values]) => {
    const { names, mayGo } = findNewNames(name, before[0] ?? '');
    const renamed = newFlags.filter(([newName]) => names.includes(toUnderscores(newName)));
    const isKept = renamed.some(([, newValues]) => String(newValues) === String(values));
    return isKept || (mayGo && renamed.length === 0) ? [] : [`--${name} ${values}`];
  });
}

it('migrates real scripts to another release without losing flags', async () => {
  const after = scripts.map(migrateScript);
  const [oldRecordings, newRecordings] = [await recordCalls(scripts), await recordCalls(after)];
  let [renamed, calls] = [0, 0];
  const wrong = scripts.flatMap((text, index) => {
    const [oldRun, newRun] = [oldRecordings[index], newRecordings[index]];
    if (!oldRun || !newRun) return [`not run:\n${text}`];
    const lost = oldRun.calls.flatMap(({ argv }, call) => findLostFlags(argv, newRun.calls[call]?.argv ?? []));
    calls += oldRun.calls.length;
    renamed += newRun.calls.filter(({ argv }) =>
      argv.some((argument) => /^--(?:save_steps|dataloader_num_workers|mcore_model)/.test(argument)),
    ).length;
    const isSame = oldRun.calls.length === newRun.calls.length && oldRun.errors.length === newRun.errors.length;
    return lost.length > 0 || !isSame ? [`${lost.join('\n')}\n${newRun.errors}\n${text}\n---\n${after[index]}`] : [];
  });
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThan(100);
  expect(renamed / calls).toBeGreaterThan(0.7);
});
