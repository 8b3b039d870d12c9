import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/edit';
import { readShell, readYaml, service } from '../support/service';

const SCRIPT = 'NPROC_PER_NODE=8 megatron rlhf conf/run.yaml --recompute_granularity full\n';
const FILE = 'rlhf_type: dpo\nrecompute_method: uniform\npacking: ture\n';

describe('a command and the config file that it names', () => {
  const script = readShell(SCRIPT, { neighbours: [{ name: 'conf/run.yaml', text: FILE }] });

  it('are one run: what one gives is not missing in the other', () => {
    const rules = service.findings(script).map(({ rule, in: where }) => `${rule}${where ? ` in ${where}` : ''}`);
    expect(rules.sort()).toEqual(['cli.bool in conf/run.yaml', 'rec.full-layers']);
  });

  it('keep each finding in the text where its cause is written', () => {
    const finding = service.findings(script).find(({ rule }) => rule === 'cli.bool');
    expect(FILE.slice(finding?.span.start, finding?.span.end)).toBe('ture');
  });

  it('name each other in related information', () => {
    const text = 'megatron sft run.yaml --lr 1e-5';
    const neighbours = [{ name: 'run.yaml', text: 'lr: 1e-4\n' }];
    const [finding] = service.findings(readShell(text, { neighbours }));
    expect(finding).toMatchObject({ rule: 'yaml.cli-override', in: 'run.yaml', span: { start: 0, end: 8 } });
    expect(finding?.related).toEqual([{ span: { start: 22, end: 31 }, message: 'this lr holds' }]);
  });

  it('are repaired where the flag is given', () => {
    const text = 'megatron sft run.yaml --recompute_granularity full';
    const neighbours = [{ name: 'run.yaml', text: 'recompute_method: uniform\nlr: 1\n' }];
    const [fix] = service.fixesAt(readShell(text, { neighbours }), { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe(`${text} --recompute_num_layers 1`);
    const other = 'megatron sft run.yaml --recompute_num_layers 1 --recompute_method uniform';
    const selective = [{ name: 'run.yaml', text: 'recompute_granularity: selective\n' }];
    const [there] = service.fixesAt(readShell(other, { neighbours: selective }), { start: 0, end: other.length });
    expect(there?.edits).toEqual([{ in: 'run.yaml', span: { start: 23, end: 32 }, newText: 'full' }]);
  });

  it('give the file its sub-command, world size and flags, when the file is looked at', () => {
    const file = readYaml(FILE, { name: 'run.yaml', neighbours: [{ name: 'train.sh', text: SCRIPT }] });
    const [config] = file.reading.configs;
    const facts = config && service.factsIn(file, config);
    expect(facts?.worldSize).toBe(8);
    expect(facts?.config.command).toBe('rlhf');
    const here = service.findings(file).filter((finding) => finding.in === undefined);
    expect(here.map(({ rule }) => rule)).toEqual(['cli.bool']);
  });

  it('are joined the other way round behind --config, up to 4.0.4', () => {
    const text = '# preflight: ms-swift=3.8.1\nmegatron sft --config run.yaml --lr 1e-5';
    const neighbours = [{ name: 'run.yaml', text: 'lr: 1e-4\n' }];
    const document = readShell(text, { neighbours });
    const [config] = document.reading.configs;
    // 3.8 itself knows no --config, so the usual order holds; the words of the file are there all the same.
    expect(config && service.factsIn(document, config).given.map(({ entry }) => entry.name)).toEqual(['lr', 'lr']);
  });

  it('stay apart where the file cannot be had', () => {
    const document = readShell('megatron sft gone.yaml --lr 1e-5');
    expect(service.namedFiles(document)).toEqual(['gone.yaml']);
    expect(service.findings(document)).toEqual([]);
  });
});
