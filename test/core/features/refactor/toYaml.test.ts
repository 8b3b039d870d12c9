import { describe, expect, it } from 'vitest';
import { applyRefactoring, findRefactoring } from '../../../support/refactor';

const MODELINE = '# preflight: ms-swift=4.5.2\n';

const convert = (text: string) => applyRefactoring('toYaml', text, 'train.sh');
const refusalOf = (text: string) => findRefactoring('toYaml', text, 'train.sh')?.refusal;

describe('“Convert to a YAML config”', () => {
  it('converts the only command of a script wherever the cursor is, and none of several', () => {
    const command = `${MODELINE}\nmegatron sft --model m --dataset d\n`;
    expect(applyRefactoring('toYaml', `$0${command}`, 'run.sh')?.newFile?.text).toContain('model: m');
    expect(findRefactoring('toYaml', `$0${command}megatron sft --model n\n`, 'run.sh')).toBeUndefined();
  });
  it('moves the flags of a command into a new file, and keeps its variables, wrapper, redirection and tee', () => {
    const text = `${MODELINE}NPROC_PER_NODE=8 nohup megatron $0sft \\
    --model Qwen/Qwen3-8B \\
    --dataset 'a b' c \\
    --packing \\
    --lr 1e-5 2>&1 | tee log.txt
`;
    expect(convert(text)).toEqual({
      text: `${MODELINE}NPROC_PER_NODE=8 nohup megatron sft train.yaml 2>&1 | tee log.txt\n`,
      newFile: {
        name: 'train.yaml',
        text: `${MODELINE}model: Qwen/Qwen3-8B\ndataset: [a b, c]\npacking: true\nlr: 1e-5\n`,
      },
    });
  });
  it('keeps what only the script knows: expansions, arrays, unknown words and flags after arguments of the caller', () => {
    const text = `${MODELINE}LR=1e-5
megatron sft$0 --model m --lr $LR --unheard_of 1 --padding_free true --num_workers "$@" --save out
`;
    expect(convert(text)).toEqual({
      text: `${MODELINE}LR=1e-5
megatron sft train.yaml --lr $LR --unheard_of 1 --num_workers "$@" --save out
`,
      newFile: { name: 'train.yaml', text: `${MODELINE}model: m\npadding_free: true\n` },
    });
  });
  it('writes the settings of the comments of the script into the file as well, so that both are judged alike', () => {
    const text = '# preflight: ms-swift=4.5.2 gpu-memory=80\n\n# preflight: world-size=16\nmegatron $0sft --model m\n';
    expect(convert(text)).toEqual({
      text: text.replace('$0sft --model m', 'sft train.yaml'),
      newFile: { name: 'train.yaml', text: '# preflight: ms-swift=4.5.2 world-size=16 gpu-memory=80\nmodel: m\n' },
    });
  });
  it('keeps the comments of the script', () => {
    const text = `${MODELINE}# the first run\nmegatron $0sft --model m # small\n`;
    expect(convert(text)?.text).toBe(`${MODELINE}# the first run\nmegatron sft train.yaml # small\n`);
  });
  it('quotes text that YAML would read as another type', () => {
    const { newFile } = convert(`${MODELINE}megatron $0sft --model 007 --template no --lr 0.10 --dataset 1 2\n`) ?? {};
    expect(newFile?.text).toBe(`${MODELINE}model: "007"\ntemplate: "no"\nlr: 0.10\ndataset: ["1", "2"]\n`);
  });
  it('is refused, with the reason, where the release or the command reads no such file', () => {
    expect(refusalOf('# preflight: ms-swift=3.12.6\nmegatron $0sft --model m\n')).toContain('3.12.6 does not read');
    expect(refusalOf(`${MODELINE}megatron $0sft word --model m\n`)).toContain('`word`');
    expect(refusalOf(`${MODELINE}torchrun swift/cli/_megatron/sft.py$0 --model m\n`)).toContain('megatron commands');
    expect(refusalOf(`${MODELINE}megatron $0sft --model m --model n\n`)).toContain('No flag');
  });
  it('takes a name that no file has and no command of the script names', () => {
    const text = `${MODELINE}megatron $0sft --model m\nmegatron pt train.yaml\n`;
    expect(applyRefactoring('toYaml', text, 'train.sh', ['train-2.yaml'])?.newFile?.name).toBe('train-3.yaml');
  });
  it('is not offered for a command inside another text', () => {
    expect(findRefactoring('toYaml', 'ssh host "megatron $0sft --model m"\n', 'train.sh')).toBeUndefined();
  });
});
