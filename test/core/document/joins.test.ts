import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { planLaunch } from '../../../server/src/core/planner';
import { readJson, readShell, readYaml, service } from '../../support/service';

const SCRIPT = 'NPROC_PER_NODE=8 megatron rlhf conf/run.yaml --recompute_granularity full\n';
const FILE = 'rlhf_type: dpo\nrecompute_method: uniform\npacking: ture\n';

describe('a command and the config file that it names', () => {
  const script = readShell(SCRIPT, { neighbors: [{ name: 'conf/run.yaml', text: FILE }] });

  it('are one run, in which a flag of one is not missing in the other', () => {
    const rules = service.lintDocument(script).map(({ rule, in: file }) => `${rule}${file ? ` in ${file}` : ''}`);
    expect(rules.sort()).toEqual(['cli.bool in conf/run.yaml', 'rec.full-layers']);
  });

  it('have each finding in the text that contains its cause', () => {
    const finding = service.lintDocument(script).find(({ rule }) => rule === 'cli.bool');
    expect(FILE.slice(finding?.span.start, finding?.span.end)).toBe('ture');
  });

  it('refer to each other in related information', () => {
    const text = 'megatron sft run.yaml --lr 1e-4';
    const neighbors = [{ name: 'run.yaml', text: 'lr: 1e-4\n' }];
    const [finding] = service.lintDocument(readShell(text, { neighbors }));
    expect(finding).toMatchObject({ rule: 'yaml.cli-override', span: { start: 22, end: 31 } });
    expect(finding?.related).toEqual([
      { in: 'run.yaml', span: { start: 0, end: 8 }, message: 'lr of the config file' },
    ]);
  });

  it('report each flag to which both give the same value', () => {
    const neighbors = [{ name: 'run.yaml', text: 'seed: 1\nlr: 1e-4\nmicro_batch_size: 2\n' }];
    const document = readShell('megatron sft run.yaml --micro_batch_size 2 --lr 1e-4 --seed 2', { neighbors });
    const findings = service.lintDocument(document).map(({ rule, flags }) => `${rule} ${flags}`);
    expect(findings).toEqual(['yaml.cli-override micro_batch_size', 'yaml.cli-override lr']);
  });

  it('report each flag that the file of --config overrides on the command line', () => {
    const neighbors = [{ name: 'run.yaml', text: 'model: m\nseed: 1\nmicro_batch_size: 2\n' }];
    const text = '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml --seed 2 --micro_batch_size 2\n';
    const findings = service.lintDocument(readShell(text, { neighbors })).filter(({ rule }) => /^yaml/.test(rule));
    expect(findings.map(({ rule, flags, in: file }) => `${rule} ${flags} ${file}`)).toEqual([
      'yaml.cli-override seed undefined',
      'yaml.cli-override micro_batch_size undefined',
    ]);
  });

  it('are fixed in the text that gives the flag', () => {
    const text = 'megatron sft run.yaml --recompute_granularity full';
    const neighbors = [{ name: 'run.yaml', text: 'recompute_method: uniform\nseed: 1\n' }];
    const [fix] = service.suggestQuickFixes(readShell(text, { neighbors }), { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe(`${text} --recompute_num_layers 1`);
    const otherText = 'megatron sft run.yaml --recompute_num_layers 1 --recompute_method uniform';
    const otherNeighbors = [{ name: 'run.yaml', text: 'recompute_granularity: selective\n' }];
    const [fixOfFile] = service.suggestQuickFixes(readShell(otherText, { neighbors: otherNeighbors }), {
      start: 0,
      end: otherText.length,
    });
    expect(fixOfFile?.edits).toEqual([{ in: 'run.yaml', span: { start: 23, end: 32 }, newText: 'full' }]);
  });

  it('have one subcommand and world size when the file is the document', () => {
    const file = readYaml(FILE, { name: 'run.yaml', neighbors: [{ name: 'train.sh', text: SCRIPT }] });
    const [config] = file.reading.configs;
    const facts = config && service.getFacts(file, config);
    expect(facts?.worldSize).toBe(8);
    expect(facts?.config.command).toBe('rlhf');
    const ownFindings = service.lintDocument(file).filter((finding) => finding.in === undefined);
    expect(ownFindings.map(({ rule }) => rule)).toEqual(['cli.bool']);
  });

  it('give the file precedence after --config, from 3.10 to 4.0.4', () => {
    const resolvedArgv = (release: string) => {
      const text = `${release}megatron sft --config run.yaml --lr 1e-5`;
      const document = readShell(text, { neighbors: [{ name: 'run.yaml', text: 'lr: 1e-4\n' }] });
      const [config] = document.reading.configs;
      const resolved = config && service.resolve(document, config);
      return resolved?.argv.map(({ value }) => value).join(' ');
    };
    expect(resolvedArgv('# preflight: ms-swift=3.12.6\n')).toBe('sft --lr 1e-5 --lr 0.0001');
    expect(resolvedArgv('')).toBe('sft --lr 1e-5 --lr 0.0001');
    // Other releases treat it as an unknown flag.
    expect(resolvedArgv('# preflight: ms-swift=3.8.1\n')).toBe('sft --config run.yaml --lr 1e-5');
    expect(resolvedArgv('# preflight: ms-swift=4.2.3\n')).toBe('sft --config run.yaml --lr 1e-5');
  });

  it('have the problems of the file when the command is linted or launched', () => {
    const inspect = (text: string) => {
      const neighbors = [{ name: 'run.yaml', text }];
      const document = readShell('megatron sft run.yaml', { neighbors, swiftVersion: '4.5.2' });
      const findings = service
        .lintDocument(document)
        .map(({ rule, in: file, span }) => [rule, file, text.slice(span.start, span.end)]);
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
      return { findings, blocked: plan?.blocked };
    };
    expect(inspect('dataset: [a, 1]\n')).toEqual({
      findings: [['yaml.list-nonstring', 'run.yaml', '1']],
      blocked: true,
    });
    expect(inspect('lr: a: b\n')).toEqual({ findings: [['yaml.syntax', 'run.yaml', ':']], blocked: true });
    expect(inspect('seed: 1\n')).toEqual({ findings: [], blocked: false });
  });

  it('offer a fix in the file when the command is linted', () => {
    const neighbors = [{ name: 'run.yaml', text: 'seed: 1\ndataset: [a, 1]\n' }];
    const document = readShell('megatron sft run.yaml', { neighbors, swiftVersion: '4.5.2' });
    const [config] = document.reading.configs;
    const [finding] = service.lintDocument(document);
    const [fix] = config && finding ? service.printFixes(document, config, finding) : [];
    expect(fix?.edits).toEqual([{ in: 'run.yaml', span: { start: 21, end: 22 }, newText: '"1"' }]);
  });

  it('are not joined when the file is missing', () => {
    const document = readShell('megatron sft gone.yaml --lr 1e-5');
    expect(service.listNamedFiles(document)).toEqual(['gone.yaml']);
    expect(service.lintDocument(document)).toEqual([]);
  });
});

describe('a config file that is not the first argument', () => {
  it('is reported once, with a fix that moves it to the front', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft --model m --dataset d --train_iters 5 conf/run.yaml\n';
    const document = readShell(text);
    expect(service.lintDocument(document).map(({ rule }) => rule)).toEqual(['yaml.first-arg']);
    const at = text.indexOf('conf');
    const [fix] = service.suggestQuickFixes(document, { start: at, end: at });
    expect(fix && applyEdits(text, fix.edits)).toContain('sft conf/run.yaml --model m --dataset d --train_iters 5\n');
  });
});

describe('a file after --config', () => {
  const lintFile = (text: string) => {
    const script = '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml';
    const command = readShell(script, { neighbors: [{ name: 'run.yaml', text }] });
    const file = readYaml(`# preflight: ms-swift=3.12.6\n${text}`, {
      name: 'run.yaml',
      neighbors: [{ name: 'a.sh', text: script }],
    });
    const [fromCommand, fromFile] = [command, file].map((document) =>
      service.lintDocument(document).map(({ rule, outcome }) => `${rule} ${outcome}`),
    );
    expect(fromCommand).toEqual(fromFile);
    return fromCommand;
  };
  it.each([
    ['rejects a duplicate key', 'seed: 1\nseed: 2\n', ['yaml.duplicate-key rejected']],
    ['treats ENV as an unknown flag', 'ENV: {NPROC_PER_NODE: 8}\n', ['cli.unknown-flag rejected']],
    ['resolves a key in ${}', 'micro_batch_size: ${system}\nsystem: ${seed}\nseed: 1\n', []],
    [
      'checks the value that a key in ${} resolves to',
      'micro_batch_size: ${system}\nsystem: a\n',
      ['cli.int rejected'],
    ],
    ['leaves circular keys in ${} unknown', 'micro_batch_size: ${seed}\nseed: ${micro_batch_size}\n', []],
    ['leaves an environment variable in ${} unknown', 'micro_batch_size: ${oc.env:SIZE}\n', []],
    ['rejects a missing key in ${}', 'micro_batch_size: ${nope}\n', ['yaml.interpolation rejected']],
    ['rejects a list of numbers', 'dataset: [1]\n', ['yaml.list-nonstring rejected']],
    ['has no flags and no model when it is empty', '', ['model.required rejected']],
  ])('%s, as OmegaConf reads it', (_, text, expected) => expect(lintFile(text)).toEqual(expected));
});

describe('a JSON config file', () => {
  const lintScript = (release: string, script: string, text: string) => {
    const neighbors = [{ name: 'run.json', text }];
    const document = readShell(`# preflight: ms-swift=${release}\n${script}`, { neighbors });
    return service.lintDocument(document).map(({ rule, outcome }) => `${rule} ${outcome}`);
  };
  it.each([
    ['is read like YAML from 4.1 on', '4.2.3', '{"lr": "abc"}', ['cli.float rejected']],
    ['has numbers as Python reads them', '4.2.3', '{"lr": 1e-5, "save_steps": 1E2}', ['cli.int rejected']],
    ['has its list items checked', '4.2.3', '{"dataset": ["a", 1]}', ['yaml.list-nonstring rejected']],
    ['has its ENV checked', '4.2.3', '{"ENV": ["A=1"]}', ['yaml.env-shape rejected']],
    ['must not hold null', '4.2.3', '{"lr": null}', ['yaml.null rejected']],
    ['may hold tabs, unlike YAML', '4.2.3', '{\n\t"lr":\t1e-5\n}', []],
    ['must not hold a trailing comma, unlike YAML', '4.2.3', '{"lr": 1e-5,}', ['json.syntax rejected']],
    ['must be a map', '4.2.3', '[]', ['yaml.top-level rejected']],
    ['sets fields up to 4.0.4 without parsing values', '3.8.1', '{"eval_iters": "10", "dataset": [1], "lr": null}', []],
    ['has the names of its fields checked', '3.8.1', '{"learning_rte": 1}', ['cli.unknown-flag rejected']],
  ])('%s', (_, release, text, expected) =>
    expect(lintScript(release, 'megatron sft run.json', text)).toEqual(expected),
  );

  it('must be the only argument up to 4.0.4', () => {
    expect(lintScript('3.12.6', 'megatron sft run.json --lr 1e-5', '{}')).toEqual(['yaml.json-alone rejected']);
    expect(lintScript('4.1.0', 'megatron sft run.json --lr 1e-5', '{}')).toEqual([]);
  });

  it('is linted as a document only when a command names it', () => {
    const text = '{"lr": "abc", "micro_batch_size": 1, "tensor_model_parallel_size": 1}';
    expect(readJson(text).reading.configs).toEqual([]);
    const neighbors = [{ name: 'a.sh', text: '# preflight: ms-swift=4.2.3\nmegatron sft conf/run.json' }];
    const document = readJson(text, { name: 'run.json', swiftVersion: '4.2.3', neighbors });
    const findings = service.lintDocument(document);
    expect(findings.map(({ rule, span }) => [rule, text.slice(span.start, span.end)])).toEqual([
      ['cli.float', '"abc"'],
    ]);
  });

  it('is fixed in the style of the file', () => {
    const text = '{\n  "recompute_granularity": "full",\n  "recompute_method": "uniform"\n}\n';
    const neighbors = [{ name: 'a.sh', text: 'megatron sft run.json' }];
    const document = readJson(text, { name: 'run.json', swiftVersion: '4.2.3', neighbors });
    const [fix] = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe(
      '{\n  "recompute_granularity": "full",\n  "recompute_method": "uniform",\n  "recompute_num_layers": 1\n}\n',
    );
  });
});
