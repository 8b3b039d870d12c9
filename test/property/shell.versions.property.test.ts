import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Config, Exports, Reading } from '../../server/src/core/config/config';
import { originOf } from '../../server/src/core/config/shiftedConfig';
import { createHints } from '../../server/src/core/document/hints';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { createRandom, type Random } from '../support/bash/random';
import { makeMixedScript } from '../support/bash/scripts';
import { editScript } from '../support/scriptEdits';
import { service } from '../support/service';

const hints = createHints(service.catalog);

const HAND_WRITTEN = [
  `A=1
export B=2
LR=1e-4
megatron sft --lr $LR --a $A

X=(--x 1)
megatron sft "\${X[@]}" --packing
  true
`,
  `#!/bin/bash
#SBATCH --nodes=2
set -e
run() {
  megatron sft --lr $1 \\
    --a $A
}
A=1
run 1
A=2
run 2
other() { megatron pt --x 1; }
`,
  `CMD=(megatron sft)
"\${CMD[@]}" --lr 1
"\${CMD[@]}" --lr 2
if [ -z "$X" ]; then
  megatron sft --lr 3
else exit 1
fi
megatron sft \\
  --lr 1
  --lost 3
# why
  --lost2 4
`,
  `cat > x.sh <<EOF
megatron sft --lr $LR \\
  --a 1
EOF
LR=3
for i in 1 2; do megatron sft --lr $i; done
swift export --model x
swift export a.yaml
exit 0
megatron pt --a 1
B=2 \\ 
megatron sft --b $B
`,
];

/** Scripts as people write them. */
const COLLECTED = readFileSync(new URL('../data/scripts.txt', import.meta.url), 'utf8')
  .split(/^=== .*\n/m)
  .slice(1);

const NAMES = ['A', 'B', 'LR', 'X', 'CMD', 'NNODES', 'FOO', 'i', '1', '@'];

/** The answers of exports, in place of their functions. */
const listAnswers = ({ find, entries, findUnexported }: Exports): unknown => [
  entries(),
  NAMES.map((name) => [find(name), findUnexported(name)]),
];
const toPlain = ({ exports, ...config }: Config): unknown => [config, exports && listAnswers(exports)];
const describeReading = ({ configs, undecided, ...rest }: Reading): unknown => ({
  ...rest,
  configs: configs.map(toPlain),
  undecided: undecided?.map(toPlain),
});

/** Edits a script again and again, and compares each version with the same text read alone. */
function expectSameReadings(start: string, edits: number, random: Random): void {
  let text = start;
  let reading = shell.read(text, hints);
  const versions = [text];
  for (let edit = 0; edit < edits; edit++) {
    // People also undo.
    text = random.below(10) === 0 ? random.pick(versions.slice(-5)) : editScript(text, random);
    versions.push(text);
    reading = shell.read(text, hints, reading);
    expect(describeReading(reading), text).toEqual(describeReading(shell.read(text, hints)));
  }
}

describe('a script that is edited', () => {
  it.each(HAND_WRITTEN.map((text, index) => [index, text] as const))(
    'is read as the same text alone, script %i',
    {
      timeout: 120_000,
    },
    (index, text) => {
      for (let seed = 0; seed < 6; seed++) expectSameReadings(text, 30, createRandom(seed * 10 + index));
    },
  );

  it('is read as the same text alone where people wrote it', { timeout: 120_000 }, () => {
    for (const [index, text] of COLLECTED.entries()) expectSameReadings(text, 5, createRandom(index));
  });

  it('is read as the same text alone where it is generated', { timeout: 120_000 }, () => {
    for (let seed = 0; seed < 60; seed++) expectSameReadings(makeMixedScript(seed).text, 8, createRandom(seed));
  });

  it('is read as the same text alone when scripts are joined', { timeout: 120_000 }, () => {
    const random = createRandom(3);
    for (let time = 0; time < 12; time++) {
      const parts = Array.from({ length: 3 }, () => random.pick([...HAND_WRITTEN, ...COLLECTED]));
      expectSameReadings(parts.join('\n'), 15, random);
    }
  });
});

describe('the commands of a script', () => {
  const LONG = `export NNODES=2\nLR=1e-4\nrun() { megatron pt --lr $1; }\nrun 1\n${Array.from(
    { length: 20 },
    (_, index) =>
      `# run ${index}\nGPUS=8 megatron sft \\\n  --lr ${index % 5 === 0 ? '$LR' : '1e-5'} \\\n  --seed ${index}\n`,
  ).join('\n')}`;

  /** Reads a text, then its next versions, and returns what the commands of the last two were read from. */
  const readVersions = (...texts: string[]): Config[][] => {
    const readings: Reading[] = [];
    for (const text of texts) readings.push(shell.read(text, hints, readings.at(-1)));
    return readings.slice(-2).map(({ configs }) => configs.map(originOf));
  };
  const findChanged = ([before = [], after = []]: Config[][]): number[] =>
    after.flatMap((config, index) => (config === before[index] ? [] : [index]));

  it('are the same where only another one is edited', () => {
    const edited = `${LONG.replace('--seed 7', '--seed 70')}\n`;
    expect(findChanged(readVersions(LONG, `${LONG}\n`, edited))).toEqual([8]);
  });

  it('are the same between two edits', () => {
    const edited = `${LONG.replace('--seed 3', '--seed 30').replace('--seed 7', '--seed 70')}\n`;
    expect(findChanged(readVersions(LONG, `${LONG}\n`, edited))).toEqual([4, 8]);
  });

  it('are the same after a quote was opened and closed', () => {
    const opened = `${LONG.replace('--seed 7', '--seed "7')}\n`;
    const closed = `${LONG.replace('--seed 7', '--seed "7"')}\n`;
    const [before = []] = readVersions(LONG, `${LONG}\n`, opened);
    const [, after = []] = readVersions(LONG, `${LONG}\n`, opened, closed);
    expect(before.length).toBeGreaterThan(8);
    expect(after).toHaveLength(21);
  });

  it('are the same where text is inserted above', () => {
    const inserted = LONG.replace('# run 5\n', '# run five\n\n# a comment\n');
    expect(findChanged(readVersions(LONG, `${LONG}\n`, `# a comment\n\n${inserted}\n`))).toEqual([]);
  });

  it('change with a variable that they read, and not otherwise apart from their exports', () => {
    const [before = [], after = []] = readVersions(LONG, `${LONG}\n`, `${LONG.replace('LR=1e-4', 'LR=2e-4')}\n`);
    const changed = after.flatMap((config, index) => (config.flags === before[index]?.flags ? [] : [index]));
    expect(changed).toEqual([0, 1, 6, 11, 16]);
  });

  it('change with the function that runs them', () => {
    const edited = `${LONG.replace('pt --lr $1', 'pt --lr $1 --seed 1')}\n`;
    expect(findChanged(readVersions(LONG, `${LONG}\n`, edited))).toEqual([0]);
  });

  it('are the same objects above an edit', () => {
    const [first, second] = [`${LONG}\n`, `${LONG.replace('--seed 7', '--seed 70')}\n`];
    const before = shell.read(first, hints, shell.read(LONG, hints));
    const after = shell.read(second, hints, before);
    expect(after.configs.slice(1, 8).every((config, index) => config === before.configs[index + 1])).toBe(true);
  });

  it('share their exports', () => {
    const edited = LONG.replace('--seed 7', '--seed 70');
    const { configs } = shell.read(edited, hints, shell.read(`\n${LONG}`, hints, shell.read(LONG, hints)));
    expect(new Set(configs.slice(1).map(({ exports }) => exports)).size).toBe(1);
  });
});
