import { flagsOf } from '../../server/src/core/config';
import type { Example } from '../../server/src/core/rules/rule';
import { shell } from '../../server/src/core/syntax/shell';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { readShell } from './service';

/** An example written in a syntax, or undefined where that syntax cannot say it. */
export function writeExample(example: Example, syntax: Syntax, release: string): string | undefined {
  const text = syntax === shell ? example.script : example.file;
  if (text !== undefined) return text;
  if (example.script !== undefined || example.file !== undefined) return undefined;
  const modeline = `# preflight: ms-swift=${release}\n`;
  const command = example.command ?? 'sft';
  if (syntax === shell) return `${modeline}\nmegatron ${command} \\\n    --model m \\\n    ${example.flags}\n`;
  // A config file does not say which command it is for.
  if (example.wordsOnly || command !== 'sft') return undefined;
  const [config] = readShell(`megatron ${command} ${example.flags}`).reading.configs;
  const flags = config ? flagsOf(config) : [];
  // A map holds every key once.
  if (new Set(flags.map(({ name }) => name)).size < flags.length) return undefined;
  const lines = flags.map(({ name, values }) => {
    const words = values.map((value) => JSON.stringify(value.value));
    return `${name}: ${words.length === 0 ? 'true' : words.length === 1 ? words[0] : `[${words.join(', ')}]`}`;
  });
  return `${[`${modeline}model: m`, ...lines].join('\n')}\n`;
}
