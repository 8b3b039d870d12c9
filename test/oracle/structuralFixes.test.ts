import { expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { recordCalls } from '../support/bash/recorder';
import { readShell, service } from '../support/service';

/** A command of three lines between which each fault is written, with any text around it: fixed, it runs as intended. */

/** The end of a line after which the command should go on. */
const FAULTS: readonly [name: string, end: string][] = [
  ['a space after the backslash', ' \\ \n'],
  ['a tab after the backslash', ' \\\t\n'],
  ['no backslash', '\n'],
  ['an empty line', ' \\\n\n'],
  ['a line of spaces', ' \\\n   \n'],
  ['a comment', ' \\\n    # it\'s "the rate"\n'],
  ['a flag as a comment', ' \\\n    # --seed 3 \\\n'],
  ['a comment after the backslash', ' \\ # the rate\n'],
  ['a comment with a quote after the backslash', " \\  # it's the rate\n"],
  ['a comment between two backslashes', ' \\ # "the rate \\\n'],
];

const STARTS = ['', 'nohup \\\n', 'true && \\\n', 'ls \\\n; ', 'NPROC_PER_NODE=2 \\\n', 'env A=1 \\\n  '];

const CONTAINERS: readonly ((command: string) => string)[] = [
  (command) => command,
  (command) => `train() {\n${command}\n}\ntrain`,
  (command) => `if true; then\n  ${command}\nfi`,
  (command) => `bash <<'EOF'\n${command}\nEOF`,
  (command) => `bash -c '\n${command.replace(/#.*/g, (comment) => comment.replace(/["']/g, ''))}\n'`,
  (command) => `cat > run.sh <<'EOF'\n${command}\nEOF\nbash run.sh`,
];

const flags = ['--model m', '--lr 1e-5', '--dataset a "b c"', '--micro_batch_size 2'];

const INTENDED = ' \\\n';

it.each(FAULTS)('runs what was intended after %s was fixed', { timeout: 60_000 }, async (_, fault) => {
  const scripts = STARTS.flatMap((start) =>
    CONTAINERS.flatMap((contain) =>
      [
        [fault, INTENDED],
        [INTENDED, fault],
        [fault, fault],
      ].map(([first, second]) => {
        const print = (...[a, b]: (string | undefined)[]): string =>
          contain(`${start}megatron sft \\\n    ${flags[0]}${a}    ${flags[1]} ${flags[2]}${b}    ${flags[3]}`);
        const text = `# preflight: ms-swift=4.2.3\n${print(first, second)}\n`;
        const { edits } = service.fixAll(readShell(text), 'batch');
        return { fixed: applyEdits(text, edits), intended: print(INTENDED, INTENDED) };
      }),
    ),
  );
  const recorded = await recordCalls(scripts.flatMap(({ fixed, intended }) => [fixed, intended]));
  for (const [index, { fixed }] of scripts.entries()) {
    const [calls, expected] = [recorded[2 * index]?.calls, recorded[2 * index + 1]?.calls];
    expect([fixed, calls?.map(({ argv }) => argv)]).toEqual([fixed, expected?.map(({ argv }) => argv)]);
    expect(calls).toHaveLength(1);
  }
});
