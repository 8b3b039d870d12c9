import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { extractRulePage, RULE_PAGES_PATH } from '../../server/src/data/rulePage';
import elsewhere from '../data/rules-elsewhere.json';
import { releaseOfExample, writeExample } from '../support/examples';
import { readJson, readShell, readYaml, SYNTAXES, service } from '../support/service';

const ids = new Set(service.rules.map(({ id }) => id));

/** Returns the rule ids of the findings in every example of every rule, and in invalid text. */
function collectFoundIds(): string[] {
  const examples = service.rules.flatMap((rule) =>
    [...rule.bad, ...rule.good].flatMap((example) =>
      SYNTAXES.flatMap((syntax: Syntax) => {
        const text = writeExample(example, syntax, releaseOfExample(rule, example));
        const neighbors = example.neighbor && [example.neighbor];
        return text === undefined ? [] : service.read(text, syntax, { modelConfig: example.model, neighbors });
      }),
    ),
  );
  const invalid = [readShell('megatron stf\n'), readYaml('lr: "1\nseed: 1\npacking: 1\n'), readJson('{"lr": 1,}\n')];
  return [...examples, ...invalid].flatMap((document) => service.lintDocument(document).map(({ rule }) => rule));
}

describe('the rule pages', () => {
  it('exist for the rule of every finding', () => {
    const found = [...new Set(collectFoundIds())].sort();
    const pages = readFileSync(join(import.meta.dirname, '../..', ...RULE_PAGES_PATH), 'utf8');
    for (const id of found) {
      expect(service.explain(id, undefined)).toEqual({ rule: id });
      expect(extractRulePage(pages, id)).toMatch(new RegExp(`^### ${id.replace('.', '\\.')}\\n[^]+\\nSource: .+\\.$`));
    }
  }, 60_000);

  it('have the severity and outcome of findings that are reported before any rule runs', () => {
    for (const rule of service.rules.filter(({ id }) => ['release.unknown', 'cli.subcommand'].includes(id))) {
      const all = service.lintDocument(readShell(rule.bad[0]?.script ?? ''));
      expect(all[0]).toMatchObject({ rule: rule.id, severity: rule.severity, outcome: rule.outcome });
    }
  });
});

/** Rule ids that were collected from the sources of ms-swift and Megatron before any rule was written here. */
const collected = readFileSync(join(import.meta.dirname, '../data/collected-rules.txt'), 'utf8')
  .trim()
  .split('\n');

describe('the collected rules', () => {
  it('exist, are covered by another rule, or are left out for a reason', () => {
    expect(collected.filter((id) => !ids.has(id) && !(id in elsewhere))).toEqual([]);
  });

  it('are listed as covered elsewhere only if they do not exist and the other rule does', () => {
    const rows = Object.entries(elsewhere);
    expect(rows.filter(([id, { rule }]) => !collected.includes(id) || (rule !== null && !ids.has(rule)))).toEqual([]);
    expect(rows.filter(([id]) => ids.has(id))).toEqual([]);
  });
});
