import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../server/src/core/config/config';
import { createTrainingSchema } from '../../server/src/core/features/schema/trainingSchema';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { readShell, service } from '../support/service';

/** The schema for editors that know nothing but schemas, on the sample of real verdicts: commands as config files. */

interface Sample {
  id: string;
  release: string;
  argv: string[];
  files?: object;
  verdict: 'accept' | 'reject';
}

const samples = readFileSync(resolve(import.meta.dirname, '../data/verdicts.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Sample => JSON.parse(line));

/** A word as a config file would have it: numbers as numbers. */
const plain = (word: string | undefined, type: string): unknown =>
  (type === 'int' || type === 'float') && word !== undefined && String(Number(word)) === word ? Number(word) : word;

/** What a config file would hold of a command line; undefined where a map cannot say the same. */
function contentsOf(words: readonly string[], release: string, command: Command): object | undefined {
  const text = `# preflight: ms-swift=${release}\nmegatron ${words.map(quoteWord).join(' ')}\n`;
  const [config] = readShell(text).reading.configs;
  const { forms } = service.catalog.view(release, command);
  const entries = (config?.flags ?? []).map(({ name, values }) => {
    const written = values.map(({ value }) => value);
    const { list, type = 'string' } = forms.get(name) ?? {};
    return [name, list ? written : written.length === 0 ? true : plain(written[0], type)] as const;
  });
  const isMap = entries.every(
    ([name], index) => forms.has(name) && entries.findIndex(([each]) => each === name) === index,
  );
  return isMap && entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('the schema for ms-swift %s', (release) => {
  const judged = (['sft', 'rlhf'] as const).flatMap((command) => {
    const validate = new Ajv({ strict: false }).compile(
      createTrainingSchema(service, { release, commands: [command] }) as object,
    );
    return samples
      .filter((each) => each.release === release && each.argv[0] === command && !each.files)
      .flatMap(({ argv, verdict }) => {
        const contents = contentsOf(argv, release, command);
        return contents ? [{ contents, verdict, isTaken: validate(contents), errors: validate.errors }] : [];
      });
  });

  it('takes all that is accepted', () => {
    const accepted = judged.filter(({ verdict }) => verdict === 'accept');
    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter(({ isTaken }) => !isTaken)).toEqual([]);
  });

  it('refuses a good part of what is rejected', () => {
    const rejected = judged.filter(({ verdict }) => verdict === 'reject');
    const refused = rejected.filter(({ isTaken }) => !isTaken);
    expect(refused.length / rejected.length).toBeGreaterThan(0.3);
  });
});
