import { describe, expect, it } from 'vitest';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { atCursor, readShell, service } from '../../../support/service';

const commandsOf = (text: string) => readShell(text).reading.configs.map(({ command }) => command);
const rulesOf = (text: string, context = {}) => service.lintDocument(readShell(text, context)).map(({ rule }) => rule);

describe('swift export in a script', () => {
  it.each([
    'swift export --to_mcore true --model m',
    'swift export --mcore_model out --to-hf true',
    'python -m swift.cli.export --mcore_adapters a --to_hf',
    'CUDA_VISIBLE_DEVICES=0 /opt/venv/bin/swift export --test_convert_precision true --to_mcore true --model m',
    'ssh host "swift export --to_hf true --mcore_model out"',
  ])('is read as the converter of checkpoints: %s', (line) => {
    expect(commandsOf(`${line}\n`)).toEqual(['swift export']);
  });

  it.each([
    'swift export --adapters out/checkpoint-100 --merge_lora true',
    'swift export --model m --quant_method awq --quant_bits 4 --dataset d',
    'swift export --adapters a --push_to_hub true --hub_model_id x/y',
    'swift export --model m --to_ollama true',
    'swift export --model m --to_mcore false --to_hf=False --quant_bits 4 --frob 1',
    'swift export --dataset d --to_cached_dataset true',
    'swift export "$@"',
    'echo swift export --to_hf true',
  ])('is not read when it does something else: %s', (line) => {
    expect(commandsOf(`${line}\n`)).toEqual([]);
    expect(commandsOf(`# megatron\n${line}\n`)).toEqual([]);
  });

  it('accepts the flags of its own release only', () => {
    const check = (release: string, flags: string) =>
      rulesOf(`# preflight: ms-swift=${release}\nswift export ${flags}\n`);
    expect(check('3.12.6', '--mcore_adapters a --to_hf true --thread_count 4 --quant_n_samples 3')).toEqual([]);
    expect(check('4.5.2', '--mcore_adapter a --to_hf true')).toEqual([]);
    expect(check('4.5.2', '--mcore_adapters a --to_hf true')).toEqual(['release.renamed']);
    expect(check('3.7.0', '--mcore_model a --to_hf true --test_convert_dtype float32')).toEqual(['release.new']);
    expect(check('3.8.1', '--mcore_model a --to_hf true --torch_dtype bf16')).toEqual(['cli.enum']);
  });

  it('advises the names of its own flags', () => {
    const [finding] = service.lintDocument(
      readShell('# preflight: ms-swift=3.12.6\nswift export --adapter_load a --to_hf true --model m\n'),
    );
    expect(finding?.message).toContain('Here it is called mcore_adapters');
  });

  it('gets no rules about training', () => {
    const text =
      '# preflight: ms-swift=3.12.6\nNPROC_PER_NODE=3 swift export --model m --to_mcore true --packing true\n';
    expect(rulesOf(text)).toEqual([]);
  });

  it('completes and explains its flags', () => {
    const complete = atCursor('# preflight: ms-swift=3.12.6\nswift export --to_hf true --mcore_$0\n');
    const labels = service.complete(readShell(complete.text), complete.offset).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['--mcore_model', '--mcore_adapters']));
    expect(labels).not.toContain('--tensor_model_parallel_size');
    const first = atCursor('# preflight: ms-swift=3.12.6\nswift export --$0\n');
    expect(service.complete(readShell(first.text), first.offset).map(({ label }) => label)).toContain('--to_mcore');
    const hover = atCursor('# preflight: ms-swift=3.12.6\nswift export --mcore_adap$0ters a --to_hf true\n');
    expect(service.provideHover(readShell(hover.text), hover.offset)?.markdown).toContain(
      'called `mcore_adapter` from 4.0.0',
    );
  });
});

describe('the answers about swift export', () => {
  const text =
    '# preflight: ms-swift=3.12.6\nNPROC_PER_NODE=8 swift export --to_mcore true --model m --torch_dtype bfloat16 --max_length 8\n';
  const hover = (word: string) => service.provideHover(readShell(text), text.indexOf(word) + 1)?.markdown ?? '';

  it('contain no parallel layout, since it converts in one process', () => {
    const document = readShell(text);
    expect(service.codeLenses(document).map(({ title }) => title)).toEqual(['Launch…', 'Resolved command']);
    expect(service.provideInlayHints(document, { start: 0, end: text.length })).toEqual([]);
    expect(hover('swift export')).not.toContain('world size');
  });

  it('explain a flag as swift export reads it', () => {
    expect(hover('torch_dtype')).toContain('Type of the weights during the conversion');
    expect(hover('torch_dtype')).not.toContain('trains in');
    expect(hover('bfloat16')).toContain('the usual type of weights');
    expect(hover('max_length')).toContain('`swift export` accepts the flag too.');
    expect(hover('to_mcore')).toContain('`swift export` reads `model`');
  });
});

describe('swift export with a config file', () => {
  const script = '# preflight: ms-swift=4.5.2\nswift export convert.yaml\n';
  const file = (text: string) => ({ name: 'convert.yaml', text });
  const conversion = 'mcore_model: out\nto_hf: true\noutput_dir: hf\ntensor_model_parallel_size: 2\n';

  it('is read when the file converts a checkpoint', () => {
    const document = readShell(script, { neighbors: [file(conversion)] });
    expect(document.reading.configs.map(({ command }) => command)).toEqual(['swift export']);
    expect(rulesOf(script, { neighbors: [file(conversion)] })).toEqual(['cli.unknown-flag']);
  });

  it('is not read when the file quantizes, or is unknown', () => {
    const quantization = file('model: m\nquant_method: awq\nquant_bits: 4\nadapters: [a]\n');
    expect(readShell(script, { neighbors: [quantization] }).reading.configs).toEqual([]);
    expect(
      service.lintDocument(
        service.read(quantization.text, yaml, { name: 'convert.yaml', neighbors: [{ name: 'run.sh', text: script }] }),
      ),
    ).toEqual([]);
    expect(readShell(script).reading.configs).toEqual([]);
    expect(service.listNamedFiles(readShell(script))).toEqual(['convert.yaml']);
  });

  it('decides the flags of the file', () => {
    const context = { name: 'convert.yaml', neighbors: [{ name: 'run.sh', text: script }] };
    const [finding] = service.lintDocument(service.read(conversion, yaml, context));
    expect(finding?.message).toContain('`swift export` of ms-swift');
  });
});
