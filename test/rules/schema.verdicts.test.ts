import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../server/src/core/config/config';
import { createTrainingSchema } from '../../server/src/core/features/schema/trainingSchema';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { LATER_RULES } from '../support/laterRules';
import { readShell, service } from '../support/service';

/** The schema for editors without a language server, tested on the sample of real verdicts: commands as config files. */

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

/** Converts an argument to the value in a config file: numbers become numbers. */
const toYamlValue = (text: string | undefined, type: string): unknown =>
  (type === 'int' || type === 'float') && text !== undefined && String(Number(text)) === text ? Number(text) : text;

const scriptOf = (argv: readonly string[], release: string): string =>
  `# preflight: ms-swift=${release}\nmegatron ${argv.map(quoteWord).join(' ')}\n`;

/** Whether a rule predicts a failure after the point where the verdicts end. */
const failsLater = (argv: readonly string[], release: string): boolean =>
  service.lintDocument(readShell(scriptOf(argv, release))).some(({ rule }) => rule in LATER_RULES);

/** Converts a command line to the contents of a config file; undefined if a map cannot express it. */
function contentsOf(argv: readonly string[], release: string, command: Command): object | undefined {
  const [config] = readShell(scriptOf(argv, release)).reading.configs;
  const { forms } = service.catalog.view(release, command);
  const entries = (config?.flags ?? []).map(({ name, values }) => {
    const texts = values.map(({ value }) => value);
    const { list, type = 'string' } = forms.get(name) ?? {};
    return [name, list ? texts : texts.length === 0 ? true : toYamlValue(texts[0], type)] as const;
  });
  const isMap = entries.every(
    ([name], index) => forms.has(name) && entries.findIndex(([each]) => each === name) === index,
  );
  return isMap && entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'])('trainingSchema for ms-swift %s', (release) => {
  const results = (['sft', 'rlhf'] as const).flatMap((command) => {
    const validate = new Ajv({ strict: false }).compile(
      createTrainingSchema(service, { release, commands: [command] }) as object,
    );
    return samples
      .filter((each) => each.release === release && each.argv[0] === command && !each.files)
      .flatMap(({ argv, verdict }) => {
        const contents = contentsOf(argv, release, command);
        return contents ? [{ argv, contents, verdict, isValid: validate(contents), errors: validate.errors }] : [];
      });
  });

  it('accepts every config that ms-swift accepts', () => {
    const accepted = results.filter(({ verdict }) => verdict === 'accept');
    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter(({ isValid, argv }) => !isValid && !failsLater(argv, release))).toEqual([]);
  });

  it('rejects more than 30 % of the configs that ms-swift rejects', () => {
    const rejected = results.filter(({ verdict }) => verdict === 'reject');
    const invalid = rejected.filter(({ isValid }) => !isValid);
    expect(invalid.length / rejected.length).toBeGreaterThan(0.3);
  });
});
