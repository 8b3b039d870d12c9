import { describe, expect, it } from 'vitest';
import { planLaunch } from '../../../server/src/core/planner';
import { readShell, readYaml, service } from '../../support/service';

/** Reads a script with variables in the shell and in ENV of its config file, and collects the answers about them. */
function inspectRun(release: string, shell: string, env: string) {
  const text = `# preflight: ms-swift=${release}\n${shell}megatron sft run.yaml\n`;
  const file = `ENV:\n${env}model: m\ndataset: d\ntrain_iters: 5\n`;
  const script = readShell(text, { name: 'a.sh', neighbors: [{ name: 'run.yaml', text: file }] });
  const [config] = script.reading.configs;
  if (!config) throw new Error('there is no command');
  const configFile = readYaml(file, { name: 'run.yaml', neighbors: [{ name: 'a.sh', text }], swiftVersion: release });
  const [fileConfig] = configFile.reading.configs;
  const facts = service.getFacts(script, config);
  expect(facts.worldSize).toBe(fileConfig && service.getFacts(configFile, fileConfig).worldSize);
  const { env: variables } = service.resolve(script, config);
  const source = { file: '/t/a.sh', name: 'a.sh', line: 1, directory: '/t', storage: '/s' };
  return {
    effective: variables
      .filter(({ overridden }) => !overridden)
      .map(({ name, value, from }) => `${name}=${value} ${from.in ?? 'shell'}`),
    overridden: variables
      .filter(({ overridden }) => overridden)
      .map(({ name, value, from }) => `${name}=${value} ${from.in ?? 'shell'}`),
    worldSize: facts.worldSize,
    gpus: planLaunch(service, script, config, { kind: 'local', name: 'here' }, source).resources.gpus,
    findings: service
      .lintDocument(script)
      .map(({ rule, in: fileName, severity }) => `${rule} ${fileName ?? 'shell'} ${severity}`),
    hover: service.provideHover(configFile, file.indexOf(':', 5))?.markdown.split('\n')[0],
  };
}

/** Releases that apply ENV after torchrun has read its variables, and releases that apply it before. */
const LATE = ['4.1.0', '4.1.3', '4.2.0', '4.2.1'];
const EARLY = ['4.2.2', '4.2.3', '4.3.1', '4.5.2'];

describe('a variable in ENV of a config file and in the shell', () => {
  it.each(LATE)('has the value of ENV in %s', (release) => {
    expect(inspectRun(release, 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n')).toMatchObject({
      effective: ['HF_HUB_OFFLINE=1 run.yaml'],
      overridden: ['HF_HUB_OFFLINE=0 shell'],
      findings: ['yaml.env-precedence shell warning'],
    });
  });

  it.each(EARLY)('has the value of the shell in %s', (release) => {
    expect(inspectRun(release, 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n')).toMatchObject({
      effective: ['HF_HUB_OFFLINE=0 shell'],
      overridden: ['HF_HUB_OFFLINE=1 run.yaml'],
      findings: ['yaml.env-precedence run.yaml warning'],
    });
  });

  it('is an error in 4.3.0, whose launcher fails when reporting it', () => {
    expect(inspectRun('4.3.0', 'HF_HUB_OFFLINE=0 ', '  HF_HUB_OFFLINE: 1\n').findings).toEqual([
      'yaml.env-precedence run.yaml error',
    ]);
    expect(inspectRun('4.3.0', 'HF_HUB_OFFLINE=1 ', '  HF_HUB_OFFLINE: 1\n').findings).toEqual([]);
  });
});

describe('the number of GPUs in ENV of a config file', () => {
  it.each(LATE)('is set too late for torchrun in %s', (release) => {
    expect(inspectRun(release, '', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      effective: [],
      overridden: ['NPROC_PER_NODE=8 run.yaml'],
      worldSize: undefined,
      gpus: 1,
      findings: ['yaml.env-torchrun run.yaml warning'],
      hover: `Set too late for torchrun in ms-swift ${release}.`,
    });
    expect(inspectRun(release, 'NPROC_PER_NODE=4 ', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      effective: ['NPROC_PER_NODE=4 shell'],
      overridden: ['NPROC_PER_NODE=8 run.yaml'],
      worldSize: 4,
      gpus: 4,
      findings: ['yaml.env-torchrun run.yaml warning'],
    });
  });

  it.each(EARLY)('is set in time in %s', (release) => {
    expect(inspectRun(release, '', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      effective: ['NPROC_PER_NODE=8 run.yaml'],
      overridden: [],
      worldSize: 8,
      gpus: 8,
      findings: [],
    });
    expect(inspectRun(release, 'NPROC_PER_NODE=4 ', '  NPROC_PER_NODE: 8\n')).toMatchObject({
      effective: ['NPROC_PER_NODE=4 shell'],
      worldSize: 4,
      gpus: 4,
    });
  });

  it('does not determine the world size of a config file alone in 4.1.0', () => {
    const file = readYaml('ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\n', {
      swiftVersion: '4.1.0',
      name: 'r.yaml',
    });
    const [config] = file.reading.configs;
    expect(config && service.getFacts(file, config).worldSize).toBeUndefined();
  });

  it('is reported in the file, with the command as related information', () => {
    const text = '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml\n';
    const neighbors = [{ name: 'run.yaml', text: 'ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\n' }];
    const script = readShell(text, { neighbors });
    const [finding] = service.lintDocument(script);
    expect(finding?.related.map(({ span, in: fileName }) => [text.slice(span.start, span.end), fileName])).toEqual([
      ['run.yaml', undefined],
    ]);
    const [config] = script.reading.configs;
    const fixes = config && finding ? service.printFixes(script, config, finding) : [];
    expect(fixes.map(({ title }) => title)).toEqual([
      'Set NPROC_PER_NODE to 8 in the shell',
      'Remove NPROC_PER_NODE from ENV',
    ]);
  });

  it('determines the resources that a cluster plan requests', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml\n';
    const neighbors = [
      { name: 'run.yaml', text: 'ENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\ntrain_iters: 5\noutput_dir: /o\n' },
    ];
    const script = readShell(text, { neighbors });
    const [config] = script.reading.configs;
    const source = { file: '/t/a.sh', name: 'a.sh', line: 1, directory: '/t', storage: '/s' };
    const plan = config && planLaunch(service, script, config, { kind: 'slurm', name: 'c' }, source);
    expect(plan?.resources).toMatchObject({ nodes: 1, gpusPerNode: 8 });
  });
});

describe('hover on an effective variable', () => {
  it.each([
    'export NPROC_PER_NODE=8\nmegatron sft --model m\n',
    'NPROC_PER_NODE=8 megatron sft --model m\n',
    'bash -c "export NPROC_PER_NODE=8; megatron sft --model m"\n',
  ])('does not mention a value with precedence: %j', (text) => {
    const hover = service.provideHover(readShell(text), text.indexOf('NPROC'));
    expect(hover?.markdown).toContain('GPU');
    expect(hover?.markdown).not.toContain('takes precedence');
  });
});
