import { expect, it } from 'vitest';
import { isInRange } from '../../server/src/core/catalog/release';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Example } from '../../server/src/core/lint/rule';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { clashes } from '../support/edits';
import { readShell, service } from '../support/service';

/** JSON is also YAML: the same text has the same findings under both file names, and a fix of a JSON file writes JSON. */

interface Case {
  id: string;
  script: (file: string) => string;
  text: string;
  model: object | undefined;
}

/** The examples of all rules that can be written as JSON, each for its own release or a late one. */
const cases: Case[] = service.rules.flatMap(({ id, bad, good }) =>
  [...bad, ...good].flatMap((example) => {
    const text = jsonOf(example);
    if (text === undefined) return [];
    const env = Object.entries(example.env ?? {}).map(([name, value]) => `${name}=${quoteWord(value)} `);
    const script = (file: string): string =>
      `# preflight: ms-swift=${releaseFrom41(example)}\n${env.join('')}megatron sft ${file}\n`;
    return [{ id, script, text, model: example.model }];
  }),
);

/** Returns the release of an example, or a late one: only from 4.1 on are both formats read in the same way. */
function releaseFrom41({ release = '4.5.2' }: Example): string {
  return isInRange(release, '4.1+') ? release : '4.5.2';
}

function jsonOf({ flags, script, file, neighbor, wordsOnly, command = 'sft' }: Example): string | undefined {
  if ((script ?? file ?? neighbor) !== undefined || wordsOnly || command !== 'sft') return undefined;
  const [config] = readShell(`megatron sft --model m ${flags}`).reading.configs;
  const pairs = (config?.flags ?? []).map(({ name, values }) => {
    const texts = values.map(({ value }) => value);
    return [name, texts.length === 0 ? true : texts.length === 1 ? texts[0] : texts];
  });
  return new Set(pairs.map(([name]) => name)).size < pairs.length
    ? undefined
    : `${JSON.stringify(Object.fromEntries(pairs), null, 2)}\n`;
}

const read = ({ script, model }: Case, file: string, text: string) =>
  readShell(script(file), { modelConfig: model, neighbors: [{ name: file, text }] });

it('lintDocument returns the same findings for a file as JSON and as YAML', { timeout: 60_000 }, () => {
  let count = 0;
  for (const each of cases) {
    const findingsIn = (file: string) =>
      service
        .lintDocument(read(each, file, each.text))
        .map(({ rule, message, span }) => [rule, message.replaceAll(file, 'FILE'), span]);
    const findings = findingsIn('run.json');
    expect(findings, `${each.id}\n${each.text}`).toEqual(findingsIn('run.yaml'));
    count += findings.length;
  }
  expect(cases.length).toBeGreaterThan(400);
  expect(count).toBeGreaterThan(400);
});

it('printFixes writes valid JSON without the finding when the config file is JSON', { timeout: 60_000 }, () => {
  let count = 0;
  for (const each of cases) {
    const document = read(each, 'run.json', each.text);
    const [config] = document.reading.configs;
    for (const finding of service.lintDocument(document).filter(({ rule }) => rule === each.id)) {
      for (const { title, edits } of config ? service.printFixes(document, config, finding) : []) {
        if (edits.some((edit) => edit.in === undefined)) continue;
        expect(clashes(edits), title).toEqual([]);
        const after = applyEdits(
          each.text,
          edits.map(({ span, newText }) => ({ span, newText })),
        );
        expect(() => JSON.parse(after), `${title}\n${after}`).not.toThrow();
        const remaining = service.lintDocument(read(each, 'run.json', after));
        expect(
          remaining.filter(({ rule, message }) => rule === each.id && message === finding.message),
          `${title}\n${after}`,
        ).toEqual([]);
        count++;
      }
    }
  }
  expect(count).toBeGreaterThan(200);
});
