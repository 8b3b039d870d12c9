// `npm run generate`: writes the files that follow from the catalogue. `--check` only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const { flags } = JSON.parse(readFileSync(join(root, 'schemas/flags.json'), 'utf8'));

/** Names in both spellings, longest first, so that a name is never taken for its own beginning. */
const names = [...new Set(flags.flatMap(({ name }) => [name, name.replaceAll('_', '-')]))].sort(
  (a, b) => b.length - a.length || (a < b ? -1 : 1),
);

/** Colours the flags of training commands inside shell scripts; the shell grammar of the editor does the rest. */
const grammar = {
  scopeName: 'training-preflight.injection',
  injectionSelector: 'L:source.shell -comment -string',
  patterns: [
    {
      match: '\\b(megatron)[ \\t]+(pt|sft|rlhf|export)\\b',
      captures: {
        1: { name: 'support.function.megatron.shell' },
        2: { name: 'keyword.other.command.megatron.shell' },
      },
    },
    {
      match: `(?<=[\\s(])(--)(${names.join('|')})(?=[\\s=\\\\)]|$)(=?)`,
      captures: {
        1: { name: 'punctuation.definition.flag.megatron.shell' },
        2: { name: 'variable.parameter.flag.megatron.shell' },
        3: { name: 'keyword.operator.assignment.megatron.shell' },
      },
    },
  ],
};

const files = { 'syntaxes/megatron.injection.json': `${JSON.stringify(grammar, null, 2)}\n` };

let stale = 0;
for (const [path, text] of Object.entries(files)) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} does not follow from schemas/flags.json: run npm run generate`);
    stale++;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
