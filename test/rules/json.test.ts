import { expect, it } from 'vitest';
import { isInRange } from '../../server/src/core/catalog/release';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Example } from '../../server/src/core/lint/rule';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { clashes } from '../support/edits';
import { readShell, service } from '../support/service';

/** JSON is YAML too: the same text is judged alike under both names, and a fix of a JSON file leaves JSON behind. */

interface Case {
  id: string;
  script: (file: string) => string;
  text: string;
  model: object | undefined;
}

/** The examples of all rules that a config file in JSON can say, for every release that an example is about or a late one. */
const cases: Case[] = service.rules.flatMap(({ id, bad, good }) =>
  [...bad, ...good].flatMap((example) => {
    const text = contentsOf(example);
    if (text === undefined) return [];
    const env = Object.entries(example.env ?? {}).map(([name, value]) => `${name}=${quoteWord(value)} `);
    const script = (file: string): string =>
      `# preflight: ms-swift=${releaseOf(example)}\n${env.join('')}megatron sft ${file}\n`;
    return [{ id, script, text, model: example.model }];
  }),
);

/** From 4.1 on both are read in the same way. */
function releaseOf({ release = '4.5.2' }: Example): string {
  return isInRange(release, '4.1+') ? release : '4.5.2';
}

function contentsOf({
  flags,
  script,
  file,
  neighbor: neighbour,
  wordsOnly,
  command = 'sft',
}: Example): string | undefined {
  if ((script ?? file ?? neighbour) !== undefined || wordsOnly || command !== 'sft') return undefined;
  const [config] = readShell(`megatron sft --model m ${flags}`).reading.configs;
  const pairs = (config?.flags ?? []).map(({ name, values }) => {
    const words = values.map(({ value }) => value);
    return [name, words.length === 0 ? true : words.length === 1 ? words[0] : words];
  });
  return new Set(pairs.map(([name]) => name)).size < pairs.length
    ? undefined
    : `${JSON.stringify(Object.fromEntries(pairs), null, 2)}\n`;
}

const read = ({ script, model }: Case, file: string, text: string) =>
  readShell(script(file), { modelConfig: model, neighbors: [{ name: file, text }] });

it('the examples of all rules are judged as JSON as they are as YAML', () => {
  let found = 0;
  for (const each of cases) {
    const told = (file: string) =>
      service
        .lintDocument(read(each, file, each.text))
        .map(({ rule, message, span }) => [rule, message.replaceAll(file, 'FILE'), span]);
    expect(told('run.json'), `${each.id}\n${each.text}`).toEqual(told('run.yaml'));
    found += told('run.json').length;
  }
  expect(cases.length).toBeGreaterThan(400);
  expect(found).toBeGreaterThan(400);
});

it('every fix of a JSON file leaves JSON behind, without the finding', () => {
  let fixed = 0;
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
        const left = service.lintDocument(read(each, 'run.json', after));
        expect(
          left.filter(({ rule, message }) => rule === each.id && message === finding.message),
          `${title}\n${after}`,
        ).toEqual([]);
        fixed++;
      }
    }
  }
  expect(fixed).toBeGreaterThan(200);
});
