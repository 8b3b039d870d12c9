import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { planLaunch } from '../../../server/src/core/planner';
import { readJson, readShell, readYaml, service } from '../../support/service';

const SCRIPT = 'NPROC_PER_NODE=8 megatron rlhf conf/run.yaml --recompute_granularity full\n';
const FILE = 'rlhf_type: dpo\nrecompute_method: uniform\npacking: ture\n';

describe('a command and the config file that it names', () => {
  const script = readShell(SCRIPT, { neighbors: [{ name: 'conf/run.yaml', text: FILE }] });

  it('are one run: what one gives is not missing in the other', () => {
    const rules = service.lintDocument(script).map(({ rule, in: where }) => `${rule}${where ? ` in ${where}` : ''}`);
    expect(rules.sort()).toEqual(['cli.bool in conf/run.yaml', 'rec.full-layers']);
  });

  it('keep each finding in the text where its cause is written', () => {
    const finding = service.lintDocument(script).find(({ rule }) => rule === 'cli.bool');
    expect(FILE.slice(finding?.span.start, finding?.span.end)).toBe('ture');
  });

  it('name each other in related information', () => {
    const text = 'megatron sft run.yaml --lr 1e-5';
    const neighbours = [{ name: 'run.yaml', text: 'lr: 1e-4\n' }];
    const [finding] = service.lintDocument(readShell(text, { neighbors: neighbours }));
    expect(finding).toMatchObject({ rule: 'yaml.cli-override', in: 'run.yaml', span: { start: 0, end: 8 } });
    expect(finding?.related).toEqual([{ span: { start: 22, end: 31 }, message: 'this lr takes effect' }]);
  });

  it('say of each flag that both give which one holds', () => {
    const neighbours = [{ name: 'run.yaml', text: 'seed: 1\nlr: 1e-4\nmicro_batch_size: 2\n' }];
    const document = readShell('megatron sft run.yaml --micro_batch_size 1 --lr 1e-5', { neighbors: neighbours });
    const found = service.lintDocument(document).map(({ rule, in: where, flags }) => `${rule} ${where} ${flags}`);
    expect(found).toEqual(['yaml.cli-override run.yaml lr', 'yaml.cli-override run.yaml micro_batch_size']);
  });

  it('are repaired where the flag is given', () => {
    const text = 'megatron sft run.yaml --recompute_granularity full';
    const neighbours = [{ name: 'run.yaml', text: 'recompute_method: uniform\nseed: 1\n' }];
    const [fix] = service.suggestQuickFixes(readShell(text, { neighbors: neighbours }), { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe(`${text} --recompute_num_layers 1`);
    const other = 'megatron sft run.yaml --recompute_num_layers 1 --recompute_method uniform';
    const selective = [{ name: 'run.yaml', text: 'recompute_granularity: selective\n' }];
    const [there] = service.suggestQuickFixes(readShell(other, { neighbors: selective }), {
      start: 0,
      end: other.length,
    });
    expect(there?.edits).toEqual([{ in: 'run.yaml', span: { start: 23, end: 32 }, newText: 'full' }]);
  });

  it('give the file its sub-command, world size and flags, when the file is looked at', () => {
    const file = readYaml(FILE, { name: 'run.yaml', neighbors: [{ name: 'train.sh', text: SCRIPT }] });
    const [config] = file.reading.configs;
    const facts = config && service.getFacts(file, config);
    expect(facts?.worldSize).toBe(8);
    expect(facts?.config.command).toBe('rlhf');
    const here = service.lintDocument(file).filter((finding) => finding.in === undefined);
    expect(here.map(({ rule }) => rule)).toEqual(['cli.bool']);
  });

  it('are joined the other way round behind --config, from 3.10 to 4.0.4', () => {
    const given = (release: string) => {
      const text = `${release}megatron sft --config run.yaml --lr 1e-5`;
      const document = readShell(text, { neighbors: [{ name: 'run.yaml', text: 'lr: 1e-4\n' }] });
      const [config] = document.reading.configs;
      const resolved = config && service.resolve(document, config);
      return resolved?.argv.map(({ value }) => value).join(' ');
    };
    expect(given('# preflight: ms-swift=3.12.6\n')).toBe('sft --lr 1e-5 --lr 0.0001');
    expect(given('')).toBe('sft --lr 1e-5 --lr 0.0001');
    // Other releases take it for a flag that they do not know.
    expect(given('# preflight: ms-swift=3.8.1\n')).toBe('sft --config run.yaml --lr 1e-5');
    expect(given('# preflight: ms-swift=4.2.3\n')).toBe('sft --config run.yaml --lr 1e-5');
  });

  it('tell what is wrong with the file, seen from the command and in a launch', () => {
    const rules = (text: string) => {
      const document = readShell('megatron sft run.yaml', { neighbors: [{ name: 'run.yaml', text }] });
      const found = service
        .lintDocument(document)
        .map(({ rule, in: where, span }) => [rule, where, text.slice(span.start, span.end)]);
      const [config] = document.reading.configs;
      const plan =
        config &&
        planLaunch(
          service,
          document,
          config,
          { kind: 'local', name: 'here' },
          { file: '/t/a.sh', name: 'a.sh', line: 0, directory: '/t', storage: '/s' },
        );
      return { found, blocked: plan?.blocked };
    };
    expect(rules('dataset: [a, 1]\n')).toEqual({ found: [['yaml.list-nonstring', 'run.yaml', '1']], blocked: true });
    expect(rules('lr: a: b\n')).toEqual({ found: [['yaml.syntax', 'run.yaml', ':']], blocked: true });
    expect(rules('seed: 1\n')).toEqual({ found: [], blocked: false });
  });

  it('repair what the file holds from the command', () => {
    const neighbours = [{ name: 'run.yaml', text: 'seed: 1\ndataset: [a, 1]\n' }];
    const document = readShell('megatron sft run.yaml', { neighbors: neighbours });
    const [config] = document.reading.configs;
    const [finding] = service.lintDocument(document);
    const [fix] = config && finding ? service.printFixes(document, config, finding) : [];
    expect(fix?.edits).toEqual([{ in: 'run.yaml', span: { start: 21, end: 22 }, newText: '"1"' }]);
  });

  it('stay apart where the file cannot be had', () => {
    const document = readShell('megatron sft gone.yaml --lr 1e-5');
    expect(service.listNamedFiles(document)).toEqual(['gone.yaml']);
    expect(service.lintDocument(document)).toEqual([]);
  });
});

describe('a config file that is not the first word', () => {
  it('is told by one finding, and moved to the front', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft --model m --dataset d --train_iters 5 conf/run.yaml\n';
    const document = readShell(text);
    expect(service.lintDocument(document).map(({ rule }) => rule)).toEqual(['yaml.first-arg']);
    const at = text.indexOf('conf');
    const [fix] = service.suggestQuickFixes(document, { start: at, end: at });
    expect(fix && applyEdits(text, fix.edits)).toContain('sft conf/run.yaml --model m --dataset d --train_iters 5\n');
  });
});

describe('a file behind --config is read as OmegaConf reads it', () => {
  const found = (text: string) => {
    const script = '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml';
    const command = readShell(script, { neighbors: [{ name: 'run.yaml', text }] });
    const file = readYaml(`# preflight: ms-swift=3.12.6\n${text}`, {
      name: 'run.yaml',
      neighbors: [{ name: 'a.sh', text: script }],
    });
    const rules = [command, file].map((each) =>
      service.lintDocument(each).map(({ rule, outcome }) => `${rule} ${outcome}`),
    );
    expect(rules[0]).toEqual(rules[1]);
    return rules[0];
  };
  it.each([
    ['a key twice stops it', 'seed: 1\nseed: 2\n', ['yaml.duplicate-key rejected']],
    ['ENV is a flag that nobody knows', 'ENV: {NPROC_PER_NODE: 8}\n', ['cli.unknown-flag rejected']],
    ['a key in ${} stands for its value', 'micro_batch_size: ${system}\nsystem: ${seed}\nseed: 1\n', []],
    ['whatever that is', 'micro_batch_size: ${system}\nsystem: a\n', ['cli.int rejected']],
    ['a circle stands for nothing that is known', 'micro_batch_size: ${seed}\nseed: ${micro_batch_size}\n', []],
    ['a variable in ${} is not known here', 'micro_batch_size: ${oc.env:SIZE}\n', []],
    ['unless it asks for what is not there', 'micro_batch_size: ${nope}\n', ['yaml.interpolation rejected']],
    ['a list of numbers stops the launcher all the same', 'dataset: [1]\n', ['yaml.list-nonstring rejected']],
    ['an empty file gives no flags, and no model', '', ['model.required rejected']],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));
});

describe('a JSON file', () => {
  const found = (release: string, script: string, text: string) => {
    const neighbours = [{ name: 'run.json', text }];
    const document = readShell(`# preflight: ms-swift=${release}\n${script}`, { neighbors: neighbours });
    return service.lintDocument(document).map(({ rule, outcome }) => `${rule} ${outcome}`);
  };
  it.each([
    ['is read like YAML from 4.1 on', '4.2.3', '{"lr": "abc"}', ['cli.float rejected']],
    ['with numbers as Python reads them', '4.2.3', '{"lr": 1e-5, "save_steps": 1E2}', ['cli.int rejected']],
    ['with its items', '4.2.3', '{"dataset": ["a", 1]}', ['yaml.list-nonstring rejected']],
    ['with ENV', '4.2.3', '{"ENV": ["A=1"]}', ['yaml.env-shape rejected']],
    ['with null', '4.2.3', '{"lr": null}', ['yaml.null rejected']],
    ['may hold tabs, unlike YAML', '4.2.3', '{\n\t"lr":\t1e-5\n}', []],
    ['may hold no comma at its end, unlike YAML', '4.2.3', '{"lr": 1e-5,}', ['json.syntax rejected']],
    ['has to be a map', '4.2.3', '[]', ['yaml.top-level rejected']],
    ['gives fields up to 4.0.4, which are not parsed', '3.8.1', '{"eval_iters": "10", "dataset": [1], "lr": null}', []],
    ['whose names are checked', '3.8.1', '{"learning_rte": 1}', ['cli.unknown-flag rejected']],
  ])('%s', (_, release, text, expected) => expect(found(release, 'megatron sft run.json', text)).toEqual(expected));

  it('stands alone up to 4.0.4', () => {
    expect(found('3.12.6', 'megatron sft run.json --lr 1e-5', '{}')).toEqual(['yaml.json-alone rejected']);
    expect(found('4.1.0', 'megatron sft run.json --lr 1e-5', '{}')).toEqual([]);
  });

  it('is judged by itself only where a command names it', () => {
    const text = '{"lr": "abc", "micro_batch_size": 1, "tensor_model_parallel_size": 1}';
    expect(readJson(text).reading.configs).toEqual([]);
    const neighbours = [{ name: 'a.sh', text: '# preflight: ms-swift=4.2.3\nmegatron sft conf/run.json' }];
    const document = readJson(text, { name: 'run.json', swiftVersion: '4.2.3', neighbors: neighbours });
    const findings = service.lintDocument(document);
    expect(findings.map(({ rule, span }) => [rule, text.slice(span.start, span.end)])).toEqual([
      ['cli.float', '"abc"'],
    ]);
  });

  it('is repaired in its own layout', () => {
    const text = '{\n  "recompute_granularity": "full",\n  "recompute_method": "uniform"\n}\n';
    const neighbours = [{ name: 'a.sh', text: 'megatron sft run.json' }];
    const document = readJson(text, { name: 'run.json', swiftVersion: '4.2.3', neighbors: neighbours });
    const [fix] = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe(
      '{\n  "recompute_granularity": "full",\n  "recompute_method": "uniform",\n  "recompute_num_layers": 1\n}\n',
    );
  });
});
