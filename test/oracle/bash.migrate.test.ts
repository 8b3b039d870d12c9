import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import { parseArguments } from '../../server/src/core/config/argparse';
import { applyEdits } from '../../server/src/core/config/edit';
import { toUnderscores } from '../../server/src/core/config/lookup';
import { shell } from '../../server/src/core/syntax/shell';
import { recordCalls } from '../support/bash/recorder';
import { service } from '../support/service';

/** Migrates realistic scripts and runs both versions in bash. The arguments of the run may differ only where they must. */

const FROM = '3.8.1';
const TO = '4.5.2';
const { catalog } = service;

const [, ...parts] = readFileSync(join(import.meta.dirname, '../data/scripts.txt'), 'utf8').split(/^=== /m);
// Names of 3.x replace names that both releases have. Scripts that depend on the clock differ in every run.
const scripts = parts
  .map((part) =>
    part
      .slice(part.indexOf('\n') + 1)
      .replaceAll('--seed', '--save_interval')
      .replaceAll('--lr', '--num_workers')
      .replaceAll('--model ', '--load '),
  )
  .filter((text) => !text.includes('$(date'));

const migrated = (text: string): string =>
  applyEdits(text, service.migrate(service.read(text, shell, { swiftVersion: FROM }), TO).edits);

/** Parses the flags of a call with their values; positional arguments are under an empty name. */
function flagsOf(argv: readonly string[]): [name: string, words: string[]][] {
  const { entries, positionals: words } = parseArguments(
    argv.map((value) => ({ text: value, span: { start: 0, end: 0 }, value })),
  );
  const values = ({ values: all }: (typeof entries)[number]) => all.map(({ value = '' }) => value);
  return [
    ['', words.map(({ value = '' }) => value)],
    ...entries.map((entry) => [entry.name, values(entry)] as [string, string[]]),
  ];
}

/** The names that a flag may have after migration. It may be removed where the release has no name for it. */
function namesThere(name: string, command: string): { names: string[]; mayGo: boolean } {
  const sub = (['pt', 'sft', 'rlhf', 'export'] as const).find((each) => each === command) ?? 'sft';
  const { forms } = catalog.view(TO, sub);
  const flag = catalog.byName.get(toUnderscores(name));
  if (!flag || forms.has(flag.name)) return { names: [toUnderscores(name)], mayGo: false };
  const other = findCounterpart(catalog, flag, forms)?.flag.name;
  return { names: [flag.name, ...(other ? [other] : [])], mayGo: other === undefined };
}

/** Lists the flags of a call that migration lost or changed. */
function lostIn(before: readonly string[], after: readonly string[]): string[] {
  const now = flagsOf(after);
  return flagsOf(before).flatMap(([name, words]) => {
    const { names, mayGo } = namesThere(name, before[0] ?? '');
    const same = now.filter(([each, its]) => names.includes(toUnderscores(each)) && String(its) === String(words));
    return same.length > 0 || (mayGo && !now.some(([each]) => names.includes(toUnderscores(each))))
      ? []
      : [`--${name} ${words}`];
  });
}

it('migrate keeps every flag of realistic scripts that the release has', async () => {
  const after = scripts.map(migrated);
  const [then, now] = [await recordCalls(scripts), await recordCalls(after)];
  let [renamed, calls] = [0, 0];
  const wrong = scripts.flatMap((text, index) => {
    const [old, fresh] = [then[index], now[index]];
    if (!old || !fresh) return [`not run:\n${text}`];
    const lost = old.calls.flatMap(({ argv }, at) => lostIn(argv, fresh.calls[at]?.argv ?? []));
    calls += old.calls.length;
    renamed += fresh.calls.filter(({ argv }) =>
      argv.some((word) => /^--(?:save_steps|dataloader_num_workers|mcore_model)/.test(word)),
    ).length;
    const isSame = old.calls.length === fresh.calls.length && old.errors.length === fresh.errors.length;
    return lost.length > 0 || !isSame ? [`${lost.join('\n')}\n${fresh.errors}\n${text}\n---\n${after[index]}`] : [];
  });
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThan(100);
  expect(renamed / calls).toBeGreaterThan(0.7);
});
