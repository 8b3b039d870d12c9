import { compareReleases, isInRange } from '../../server/src/core/catalog/release';
import { nameOfCommand } from '../../server/src/core/config/lookup';
import type { Example, Rule } from '../../server/src/core/lint/rule';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { readShell, service } from './service';

/** The release for an example: its own, else the newest of its rule up to the reference, else the oldest. */
export function releaseOfExample({ releases }: Rule, example: Example): string {
  const { reference } = service.catalog;
  const own = service.catalog.releases.filter((release) => isInRange(release, releases));
  const newest = isInRange(reference, releases)
    ? reference
    : own.findLast((release) => compareReleases(release, reference) <= 0);
  return example.release ?? newest ?? own[0] ?? reference;
}

/** Writes an example in a syntax; undefined if that syntax cannot express it. */
export function writeExample(example: Example, syntax: Syntax, release: string): string | undefined {
  const text = syntax === shell ? example.script : example.file;
  if (text !== undefined) return text;
  if (example.script !== undefined || example.file !== undefined) return undefined;
  const modeline = `# preflight: ms-swift=${release}\n`;
  const command = example.command ?? 'sft';
  const env = Object.entries(example.env ?? {});
  if (syntax === shell) {
    const prefix = env.map(([name, value]) => `${name}=${quoteWord(value)} \\\n`).join('');
    return `${modeline}\n${prefix}${nameOfCommand(command)} \\\n    --model m \\\n    ${example.flags}\n`;
  }
  // A config file does not name its command.
  if (example.wordsOnly || command !== 'sft') return undefined;
  const [config] = readShell(`megatron ${command} ${example.flags}`).reading.configs;
  const flags = config ? config.flags : [];
  // A map has every key only once.
  if (new Set(flags.map(({ name }) => name)).size < flags.length) return undefined;
  const lines = flags.map(({ name, values }) => {
    const texts = values.map((value) => JSON.stringify(value.value));
    return `${name}: ${texts.length === 0 ? 'true' : texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`;
  });
  // The reader of --config has no variables.
  if (env.length > 0 && isInRange(release, '3.10-4.0.4')) return undefined;
  const variables = env.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const header = variables.length > 0 ? [`ENV:`, ...variables] : [];
  return `${modeline}${[...header, 'model: m', ...lines].join('\n')}\n`;
}
