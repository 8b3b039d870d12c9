import { describe, expect, it } from 'vitest';
import { planLaunch } from '../../../server/src/core/planner';
import { readShell, readYaml, service } from '../../support/service';

/** The variables that a run gets, with the text that each comes from, and what it makes of them. */
function run(release: string, shell: string, env: string) {
  const text = `# preflight: ms-swift=${release}\n${shell}megatron sft run.yaml\n`;
  const file = `ENV:\n${env}model: m\ndataset: d\ntrain_iters: 5\n`;
  const script = readShell(text, { name: 'a.sh', neighbors: [{ name: 'run.yaml', text: file }] });
  const [config] = script.reading.configs;
  if (!config) throw new Error('there is no command');
  const seen = readYaml(file, { name: 'run.yaml', neighbors: [{ name: 'a.sh', text }], swiftVersion: release });
  const [fromFile] = seen.reading.configs;
  const facts = service.getFacts(script, config);
  const sizes = [facts.worldSize, fromFile && service.getFacts(seen, fromFile).worldSize];
  expect(sizes[0]).toBe(sizes[1]);
  const { env: variables } = service.resolve(script, config);
  const place = { file: '/t/a.sh', name: 'a.sh', line: 1, directory: '/t', storage: '/s' };
  return {
    held: variables
      .filter(({ overridden }) => !overridden)
      .map(({ name, value, from }) => `${name}=${value} ${from.in ?? 'shell'}`),
    lost: variables
      .filter(({ overridden }) => overridden)
      .map(({ name, value, from }) => `${name}=${value} ${from.in ?? 'shell'}`),
    worldSize: facts.worldSize,
    gpus: planLaunch(service, script, config, { kind: 'local', name: 'here' }, place).resources.gpus,
    found: service
      .lintDocument(script)
      .map(({ rule, in: where, severity }) => `${rule} ${where ?? 'shell'} ${severity}`),
    hover: service.provideHover(seen, file.indexOf(':', 5))?.markdown.split('\n')[0],
  };
}

const LATE = ['4.1.0', '4.1.3', '4.2.0', '4.2.1'];
const EARLY = ['4.2.2', '4.2.3', '4.3.1', '4.5.2'];

describe('a variable in ENV of a config file and in the shell', () => {
  it.each(LATE)('ENV holds in %s', (release) => {
    expect(run(release, 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n')).toMatchObject({
      held: ['HF_HUB_OFFLINE=1 run.yaml'],
      lost: ['HF_HUB_OFFLINE=0 shell'],
      found: ['yaml.env-precedence shell warning'],
    });
  });

  it.each(EARLY)('the shell holds in %s', (release) => {
    expect(run(release, 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n')).toMatchObject({
      held: ['HF_HUB_OFFLINE=0 shell'],
      lost: ['HF_HUB_OFFLINE=1 run.yaml'],
      found: ['yaml.env-precedence run.yaml warning'],
    });
  });

  it('stops 4.3.0, whose launcher cannot say so', () => {
    expect(run('4.3.0', 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n').found).toEqual([
      'yaml.env-precedence run.yaml error',
    ]);
    expect(run('4.3.0', 'HF_HUB_OFFLINE=1 ', '  HF_HUB_OFFLINE: 1\n').found).toEqual([]);
  });
});

describe('the number of GPUs in ENV of a config file', () => {
  it.each(LATE)('comes too late for torchrun in %s', (release) => {
    expect(run(release, '', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      held: [],
      lost: ['NPROC_PER_NODE=8 run.yaml'],
      worldSize: undefined,
      gpus: 1,
      found: ['yaml.env-torchrun run.yaml warning'],
      hover: `Comes too late for torchrun in ms-swift ${release}.`,
    });
    expect(run(release, 'NPROC_PER_NODE=4 ', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      held: ['NPROC_PER_NODE=4 shell'],
      lost: ['NPROC_PER_NODE=8 run.yaml'],
      worldSize: 4,
      gpus: 4,
      found: ['yaml.env-torchrun run.yaml warning'],
    });
  });

  it.each(EARLY)('is known in time in %s', (release) => {
    expect(run(release, '', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      held: ['NPROC_PER_NODE=8 run.yaml'],
      lost: [],
      worldSize: 8,
      gpus: 8,
      found: [],
    });
    expect(run(release, 'NPROC_PER_NODE=4 ', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      held: ['NPROC_PER_NODE=4 shell'],
      worldSize: 4,
      gpus: 4,
    });
  });

  it('is not taken for known where a file by itself is read in 4.1.0', () => {
    const file = readYaml('ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\n', {
      swiftVersion: '4.1.0',
      name: 'r.yaml',
    });
    const [config] = file.reading.configs;
    expect(config && service.getFacts(file, config).worldSize).toBeUndefined();
  });

  it('is said in the file, and shown beside the command', () => {
    const text = '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml\n';
    const neighbours = [
      { name: 'run.yaml', text: 'ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\n' },
    ];
    const script = readShell(text, { neighbors: neighbours });
    const [finding] = service.lintDocument(script);
    expect(finding?.related.map(({ span, in: where }) => [text.slice(span.start, span.end), where])).toEqual([
      ['run.yaml', undefined],
    ]);
    const [config] = script.reading.configs;
    const fixes = config && finding ? service.printFixes(script, config, finding) : [];
    expect(fixes.map(({ title }) => title)).toEqual([
      'Set NPROC_PER_NODE to 8 in the shell',
      'Remove NPROC_PER_NODE from ENV',
    ]);
  });

  it('is what a cluster is asked for', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml\n';
    const neighbours = [
      { name: 'run.yaml', text: 'ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\noutput_dir: /o\n' },
    ];
    const script = readShell(text, { neighbors: neighbours });
    const [config] = script.reading.configs;
    const place = { file: '/t/a.sh', name: 'a.sh', line: 1, directory: '/t', storage: '/s' };
    const plan = config && planLaunch(service, script, config, { kind: 'slurm', name: 'c' }, place);
    expect(plan?.resources).toMatchObject({ nodes: 1, gpusPerNode: 8 });
  });
});

describe('hover on a variable that holds', () => {
  it.each([
    'export NPROC_PER_NODE=8\nmegatron sft --model m\n',
    'NPROC_PER_NODE=8 megatron sft --model m\n',
    'bash -c "export NPROC_PER_NODE=8; megatron sft --model m"\n',
  ])('says nothing of another one: %j', (text) => {
    const hover = service.provideHover(readShell(text), text.indexOf('NPROC'));
    expect(hover?.markdown).toContain('GPU');
    expect(hover?.markdown).not.toContain('holds');
  });
});
