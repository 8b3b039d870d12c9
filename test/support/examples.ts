import { compareReleases, isInRange } from '../../server/src/core/catalog/release';
import type { Example, Rule } from '../../server/src/core/lint/rule';
import { shell } from '../../server/src/core/syntax/shell';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { readShell, service } from './service';

/** The release that an example is judged by: its own, else the newest of the rule up to the reference, else the oldest. */
export function releaseOfExample({ releases }: Rule, example: Example): string {
  const { reference } = service.catalog;
  const own = service.catalog.releases.filter((release) => isInRange(release, releases));
  const upTo = isInRange(reference, releases)
    ? reference
    : own.findLast((release) => compareReleases(release, reference) <= 0);
  return example.release ?? upTo ?? own[0] ?? reference;
}

/** An example written in a syntax, or undefined where that syntax cannot say it. */
export function writeExample(example: Example, syntax: Syntax, release: string): string | undefined {
  const text = syntax === shell ? example.script : example.file;
  if (text !== undefined) return text;
  if (example.script !== undefined || example.file !== undefined) return undefined;
  const modeline = `# preflight: ms-swift=${release}\n`;
  const command = example.command ?? 'sft';
  const env = Object.entries(example.env ?? {});
  if (syntax === shell) {
    const prefix = env.map(([name, value]) => `${name}=${quoteWord(value)} \\\n`).join('');
    return `${modeline}\n${prefix}megatron ${command} \\\n    --model m \\\n    ${example.flags}\n`;
  }
  // A config file does not say which command it is for.
  if (example.wordsOnly || command !== 'sft') return undefined;
  const [config] = readShell(`megatron ${command} ${example.flags}`).reading.configs;
  const flags = config ? config.flags : [];
  // A map holds every key once.
  if (new Set(flags.map(({ name }) => name)).size < flags.length) return undefined;
  const lines = flags.map(({ name, values }) => {
    const words = values.map((value) => JSON.stringify(value.value));
    return `${name}: ${words.length === 0 ? 'true' : words.length === 1 ? words[0] : `[${words.join(', ')}]`}`;
  });
  const variables = env.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const head = variables.length > 0 ? [`ENV:`, ...variables] : [];
  return `${modeline}${[...head, 'model: m', ...lines].join('\n')}\n`;
}
