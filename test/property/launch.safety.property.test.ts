import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../server/src/core/launch/plan';
import type { Target } from '../../server/src/core/launch/targets';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { CANARIES, HOSTILE_WORDS } from '../support/hostileWords';
import {
  containerOf,
  createSilentPlan,
  kubernetesTarget,
  planProblemsOf,
  quoteYaml,
  slurmTarget,
} from '../support/launchPlans';
import { createLaunchPrograms, type RecordedRun } from '../support/launchPrograms';

/** Plans configs whose every text is hostile, and runs the plans in real bash. A real Slurm and kubectl are in test/launch. */

const programs = createLaunchPrograms();
afterAll(() => programs.remove());

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE_WORDS, ...CANARIES), fc.string({ maxLength: 8 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''));
/** Names that programs of this test and the scripts of plans could use themselves. */
const variableName = fc.oneof(
  fc.constantFrom('config', 'script', 'folder', 'file', 'name', 'task', 'CONFIG', 'CDPATH', '__proto__', 'toString'),
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{3,12}$/).map((name) => `X${name}`),
);
const fileName = hostile.map((name) => name.replace(/[/\\]/g, '-').slice(0, 60)).filter((name) => !/^\.*$/.test(name));

const runs = fc.record({
  variables: fc.uniqueArray(fc.tuple(variableName, hostile), { selector: ([name]) => name, maxLength: 5 }),
  flags: fc.uniqueArray(fc.tuple(hostile, fc.array(hostile, { minLength: 1, maxLength: 3 })), {
    selector: ([name]) => name,
    maxLength: 4,
  }),
  file: fileName.map((name) => `${name}.sh`),
  folder: fileName,
  configFile: fileName.map((name) => `${name}.yaml`),
  text: hostile,
});
const samples = fc.sample(runs, { numRuns: 12, seed: 14 });
type Run = (typeof samples)[number];

const printYaml = ({ variables, flags }: Pick<Run, 'variables' | 'flags'>): string =>
  [
    '# preflight: ms-swift=4.2.3',
    'ENV:',
    ...variables.map(([name, value]) => `  ${quoteYaml(name)}: ${quoteYaml(value)}`),
    '  "MARK": "1"',
    ...flags.map(([name, values]) => `${quoteYaml(`x${name}`)}: [${values.map(quoteYaml).join(', ')}]`),
    'lr: 1e-5\n',
  ].join('\n');

/** Returns the arguments that the launcher of ms-swift makes of the flags. */
const argumentsOf = ({ flags }: Pick<Run, 'flags'>): string[] =>
  flags.flatMap(([name, values]) =>
    values.length === 1 && values[0]?.startsWith('-') ? [`--x${name}=${values[0]}`] : [`--x${name}`, ...values],
  );

const bytesOf = (text: string): string => Buffer.from(text).toString('utf8');

const PET = {
  PET_NNODES: '1',
  PET_NODE_RANK: '0',
  PET_NPROC_PER_NODE: '1',
  PET_MASTER_ADDR: 'm',
  PET_MASTER_PORT: '1',
};

const runPod = (plan: Plan): RecordedRun => programs.runContainer(containerOf(plan), PET);

const slurm = (fields: object = {}): Target => slurmTarget({ workingDirectory: programs.folder, ...fields });

/** Each engine with its target and the program that runs its plans. */
const ENGINES: [name: string, target: Target, run: (plan: Plan) => RecordedRun][] = [
  ['this machine', { kind: 'local', name: 'local' }, programs.runLine],
  ['Slurm', slurm(), programs.runLine],
  ['Slurm through ssh', slurm({ host: 'login' }), programs.runLine],
  ['a PyTorchJob', kubernetesTarget('PyTorchJob', { workingDirectory: programs.folder }), runPod],
  ['a TrainJob', kubernetesTarget('TrainJob', { workingDirectory: programs.folder }), runPod],
];
const CLUSTERS = ENGINES.slice(1);

describe('planLaunch', { timeout: 120_000 }, () => {
  it.each(ENGINES)('keeps all names and values unchanged on %s when every one is hostile', (_, target, run) => {
    for (const sample of samples) {
      const plan = createSilentPlan(programs.folder, {
        text: printYaml(sample),
        syntax: yaml,
        target,
        settings: { name: sample.file },
      });
      expect(planProblemsOf(plan)).toEqual([]);
      const received = run(plan);
      expect(received.args).toEqual(['sft', ...argumentsOf(sample), '--lr', '1e-5'].map(bytesOf));
      for (const [name, value] of sample.variables) expect([name, received.env[name]]).toEqual([name, bytesOf(value)]);
      expect(received.env.MARK).toBe('1');
      expect(programs.isPwned()).toBe(false);
    }
  });

  it.each(CLUSTERS)('sends a config file with a hostile name and text unchanged on %s', (_, target, run) => {
    for (const { configFile, text, variables } of samples) {
      const neighbors = [{ name: configFile, text: `# ${text}\nlr: 1e-5\n` }];
      const prefix = variables.map(([name]) => `${name}=1 `).join('');
      const script = `# preflight: ms-swift=4.2.3\n${prefix}megatron sft ${quoteWord(configFile)} --lr 1e-4 '' 'a b'\n`;
      const plan = createSilentPlan(programs.folder, { text: script, syntax: shell, target, neighbors });
      expect(planProblemsOf(plan)).toEqual([]);
      const { args, env, file } = run(plan);
      expect([args[1]?.split('/').pop(), args.slice(2)]).toEqual([bytesOf(configFile), ['--lr', '1e-4', '', 'a b']]);
      expect(file).toBe(bytesOf(neighbors[0]?.text ?? ''));
      for (const [name] of variables) expect([name, env[name]]).toEqual([name, '1']);
      expect(programs.isPwned()).toBe(false);
    }
  });

  it.each(ENGINES)(
    'runs only the script itself on %s when its path and first characters are hostile',
    (_, target, run) => {
      for (const { file, folder } of samples) {
        const directory = join(programs.folder, folder);
        mkdirSync(directory, { recursive: true });
        for (const start of ['', '-x ', '-c ', '+x ']) {
          const text = `${start}true\nmegatron sft --save "$(printf %s "$0")"\n`;
          const settings = { name: file, directory, text };
          const plan = createSilentPlan(programs.folder, { text, syntax: shell, target, settings });
          writeFileSync(`${directory}/${file}`, text);
          expect(planProblemsOf(plan)).toEqual([]);
          expect(run(plan).args).toEqual(['sft', '--save', bytesOf(`${directory}/${file}`)]);
          expect(programs.isPwned()).toBe(false);
        }
      }
    },
  );

  it('starts in a folder with a hostile name, or refuses it', () => {
    for (const { folder } of samples) {
      const directory = join(programs.folder, folder);
      mkdirSync(directory, { recursive: true });
      const text = '# preflight:\nlr: 1e-5\n';
      const local = createSilentPlan(programs.folder, {
        text,
        syntax: yaml,
        target: { kind: 'local', name: 'l' },
        settings: { directory },
      });
      expect(programs.runLine(local).directory).toBe(bytesOf(directory));
      const pod = createSilentPlan(programs.folder, {
        text,
        syntax: yaml,
        target: kubernetesTarget('TrainJob', { workingDirectory: directory }),
      });
      if (planProblemsOf(pod).length === 0) expect(runPod(pod).directory).toBe(bytesOf(directory));
      const job = createSilentPlan(programs.folder, {
        text,
        syntax: yaml,
        target: slurm({ workingDirectory: undefined }),
        settings: { directory },
      });
      expect(planProblemsOf(job).length > 0).toBe(/[\r\n\\]/.test(directory));
      expect(programs.isPwned()).toBe(false);
    }
  });
});
