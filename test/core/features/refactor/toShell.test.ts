import { describe, expect, it } from 'vitest';
import { applyRefactoring, findRefactoring } from '../../../support/refactor';

const MODELINE = '# preflight: ms-swift=4.5.2\n';
const REFERENCE = '$' + '{NPROC_PER_NODE-8}';

describe('“Convert to a shell command”', () => {
  it('writes a config file as a script, in which the variables of the caller keep their precedence', () => {
    const text = `${MODELINE}ENV:\n  NPROC_PER_NODE: 8\n$0model: "a b"\ndataset: [c, d]\nlr: 1e-5\n`;
    expect(applyRefactoring('toShell', text, 'run.yaml')).toEqual({
      text: text.replace('$0', ''),
      newFile: {
        name: 'run.sh',
        text: `#!/usr/bin/env bash
${MODELINE}NPROC_PER_NODE=${REFERENCE} \\
megatron sft \\
    --model 'a b' \\
    --dataset c d \\
    --lr 1e-5
`,
      },
    });
  });
  it('is refused for a command without a config file', () =>
    expect(findRefactoring('toShell', `${MODELINE}megatron $0sft --model m\n`, 'run.sh')?.refusal).toMatch(
      /names no config file/,
    ));
  it('keeps each comment at its flag', () => {
    const text = `${MODELINE}$0model: m # small
# tuned
lr: 1e-5

dataset:
  - a # first
  - b
# the end
`;
    expect(applyRefactoring('toShell', text, 'run.yaml')?.newFile?.text).toBe(
      `#!/usr/bin/env bash
${MODELINE}# the end
args=(
    --model m  # small
    # tuned
    --lr 1e-5
    # first
    --dataset a b
)
megatron sft "$` +
        `{args[@]}"
`,
    );
  });
  it('writes the flags of a file into the command that names it, before those of the command, without a comment that the script has', () => {
    const neighbors = [{ name: 'run.yaml', text: `${MODELINE}model: m # small\nlr: 1e-5\n` }];
    const text = `${MODELINE}\nmegatron $0sft run.yaml --lr 2e-5 | tee log\n`;
    expect(applyRefactoring('toShell', text, 'run.sh', [], { neighbors })?.text).toBe(`${MODELINE}
# model: small
megatron sft \\
    --model m \\
    --lr 1e-5 --lr 2e-5 | tee log
`);
  });
  it('takes over the settings in comments of the file that the script lacks', () => {
    const file = '# preflight: ms-swift=4.5.2 gpu-memory=80 world-size=16\nmodel: m\n';
    const neighbors = [{ name: 'run.yaml', text: file }];
    const text = '# preflight: ms-swift=4.5.2 world-size=8\n\nmegatron $0sft run.yaml\n';
    expect(applyRefactoring('toShell', text, 'run.sh', [], { neighbors })?.text).toBe(
      `# preflight: ms-swift=4.5.2 world-size=8

# preflight: gpu-memory=80
megatron sft \\
    --model m
`,
    );
  });
  it('is refused, with the reason, for a file that does not decide its arguments', () => {
    const refusalOf = (text: string) => findRefactoring('toShell', text, 'run.yaml')?.refusal;
    expect(refusalOf(`${MODELINE}$0model: m\nlr: [1, 2\n`)).toContain('has an error');
    expect(refusalOf(`${MODELINE}ENV:\n  A: "x y"\n$0model: m\n`)).toContain('quotes');
    expect(findRefactoring('toShell', `${MODELINE}megatron $0sft run.yaml\n`, 'a.sh')?.refusal).toContain('run.yaml');
  });
  it('never takes the name of another file', () => {
    const found = applyRefactoring('toShell', `${MODELINE}$0model: m\n`, 'run.yaml', ['run.sh']);
    expect(found?.newFile?.name).toBe('run-2.sh');
  });
});
