import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Plan } from '../../server/src/core/launch/plan';
import type { Target } from '../../server/src/core/launch/targets';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { CANARIES, HOSTILE_WORDS } from '../support/hostileWords';
import {
  containerOf,
  createSilentPlan,
  kubernetesTarget,
  manifestOf,
  planProblemsOf,
  quoteYaml,
  slurmTarget,
} from '../support/launchPlans';
import { createLaunchPrograms } from '../support/launchPrograms';

/** Texts that no plan can carry are refused by the plan itself: all findings are turned off here. */

const programs = createLaunchPrograms();
afterAll(() => programs.remove());
const { folder } = programs;

const slurm = (fields: object = {}): Target => slurmTarget({ workingDirectory: folder, ...fields });
const TARGETS: [name: string, target: Target][] = [
  ['this machine', { kind: 'local', name: 'local' }],
  ['Slurm', slurm()],
  ['Slurm through ssh', slurm({ host: 'login' })],
  ['a PyTorchJob', kubernetesTarget('PyTorchJob')],
  ['a TrainJob', kubernetesTarget('TrainJob')],
];

const hostile = fc
  .array(fc.constantFrom(...HOSTILE_WORDS, ...CANARIES), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));
const hostileTexts = fc.sample(hostile, { numRuns: 40, seed: 41 });

const planYaml = (variables: Record<string, string>, target: Target, flags = ''): Plan & { document: string } => {
  const lines = Object.entries(variables).map(([name, value]) => `  ${quoteYaml(name)}: ${quoteYaml(value)}\n`);
  const text = `# preflight: ignore[yaml.env-shape, yaml.syntax]\nENV:\n${lines.join('')}lr: 1e-5\n${flags}`;
  return createSilentPlan(folder, { text, syntax: yaml, target });
};

const isEmpty = ({ files, submit, validate }: Plan): boolean =>
  files.length === 0 && submit.argv.length === 0 && validate === undefined;

describe('planLaunch', { timeout: 60_000 }, () => {
  it.each(TARGETS)('refuses every invalid name of a variable on %s when its findings are turned off', (_, target) => {
    const names = [
      'X=1; touch pwned; Y',
      'X; touch pwned; _TOKEN',
      '1A',
      'A-B',
      'A.B',
      'Ä',
      'A\n',
      'A ',
      ...hostileTexts,
    ];
    for (const name of names.filter((text) => !/^\w+$/.test(text))) {
      for (const value of ['a', 'hf_aaaaaaaaaaaa']) {
        const plan = planYaml({ [name]: value }, target);
        expect([name, planProblemsOf(plan)]).toEqual([name, [expect.stringContaining('is not a valid name')]]);
        expect(isEmpty(plan)).toBe(true);
      }
    }
  });

  it('refuses an invalid name of a variable in the config file that a command names', () => {
    const neighbors = [{ name: 'run.yaml', text: 'ENV:\n  "X; touch pwned": a\nlr: 1e-5\n' }];
    const text = '# preflight: ms-swift=4.2.3\nmegatron sft run.yaml\n';
    for (const [, target] of TARGETS)
      expect(planProblemsOf(createSilentPlan(folder, { text, syntax: shell, target, neighbors }))).toEqual([
        expect.stringContaining('"X; touch pwned" is not a valid name'),
      ]);
  });

  it.each(TARGETS)('refuses a text with NUL or half of a character on %s', (_, target) => {
    for (const [text, problem] of [
      ['a\0b', 'NUL'],
      ['a\ud800b', 'half of a character'],
    ] as const) {
      const planShell = (args: string, shellTarget = target): Plan =>
        createSilentPlan(folder, { text: `megatron sft ${args}\n`, syntax: shell, target: shellTarget });
      const unsafe = [
        planShell(`--system '${text}'`),
        planShell(`--dataset a '${text}'`),
        planShell(`'--${text}' a`),
        planShell(`'${text}.yaml'`),
        ...(target.kind === 'local' ? [] : [planShell('', { ...target, preamble: [text] })]),
        ...(problem === 'NUL' ? [planYaml({ NOTE: text }, target)] : []),
      ];
      for (const plan of unsafe) {
        expect(planProblemsOf(plan)).toEqual([expect.stringContaining(problem)]);
        expect(isEmpty(plan)).toBe(true);
      }
    }
  });

  it.each(TARGETS)('refuses a variable of more than 128 kB on %s', (_, target) => {
    const isTooLong = (length: number): boolean =>
      planProblemsOf(planYaml({ NOTE: 'x'.repeat(length) }, target)).some((text) => text.includes('128 kB'));
    expect([isTooLong(131_066), isTooLong(131_067)]).toEqual([false, true]);
  });

  /** Variables whose values bash runs or computes, with values that show it. */
  const EVALUATED = ['RANDOM', 'SRANDOM', 'HISTCMD', 'OPTIND', 'SECONDS', 'BASH_ENV', 'PS4', 'SHELLOPTS', 'UID'];

  it.each(TARGETS)('leaves out variables that bash evaluates on %s', (_, target) => {
    for (const name of EVALUATED) {
      const plan = planYaml({ [name]: 'a[$(touch pwned)]', NOTE: 'kept' }, target);
      expect(planProblemsOf(plan)).toEqual([]);
      expect(plan.document).toMatch(new RegExp(`Ignored variables.*: ${name}\\.`));
      const { env } =
        target.kind === 'kubernetes' ? programs.runContainer(containerOf(plan), {}) : programs.runLine(plan);
      expect([env.NOTE, env[name]?.includes('touch') ?? false]).toEqual(['kept', false]);
      expect(programs.isPwned()).toBe(false);
    }
  });

  it.each(['LD_PRELOAD', 'PATH', 'SLURM_CONF', 'SBATCH_WCKEY', 'PYTHONPATH', 'ALL', 'none', 'NIL'])(
    'refuses %s as a secret, which sbatch itself would read',
    (name) => {
      for (const host of [undefined, 'login'])
        expect(planProblemsOf(planYaml({ [name]: `hf_${'a1'.repeat(17)}` }, slurm(host ? { host } : {})))).toEqual([
          expect.stringMatching(new RegExp(`^${name} looks like a secret`)),
        ]);
    },
  );

  it('types only characters into a terminal that mean the same in every shell', () => {
    for (const text of [
      ...hostileTexts,
      'my run.sh',
      "it's.sh",
      '\u0015touch pwned',
      '\u0003',
      'a\\b.sh',
      '!!',
      '%PATH%',
    ]) {
      for (const command of ['megatron sft --lr 1', 'megatron sft --lr "$1"']) {
        const settings = { name: text, file: `/w/${text}` };
        const target: Target = { kind: 'local', name: 'l' };
        const plan = createSilentPlan(folder, { text: command, syntax: shell, target, settings });
        expect(plan.submit.commandLine).toMatch(
          /^bash (?:[\p{L}\p{N}\p{M}_./:@+=,-]+|'[\p{L}\p{N}\p{M}_./:@+=, -]+')$/u,
        );
      }
    }
  });

  it('sends no secret before the user has confirmed the plan', () => {
    const plan = planYaml({ HF_TOKEN: 'hf_aaaaaaaaaaaa' }, slurm({ host: 'login' }));
    expect([plan.submit.passes, plan.validate?.passes]).toEqual([['HF_TOKEN'], undefined]);
    expect(plan.validate?.commandLine).not.toContain('HF_TOKEN');
  });
});

describe('planLaunch for a target', { timeout: 60_000 }, () => {
  it('passes the host to ssh unchanged, or refuses it', () => {
    const hosts = [...hostileTexts, 'login', 'me@login.example.org', 'a%h', 'a:22', '-oProxyCommand=touch pwned'];
    for (const host of hosts) {
      const plan = planYaml({}, slurm({ host }));
      if (planProblemsOf(plan).length > 0) continue;
      programs.runLine(plan);
      expect(programs.argsOf('ssh')).toEqual([...plan.submit.argv.slice(1)]);
      expect(programs.argsOf('ssh').at(-2)).toBe(host);
      expect(programs.isPwned()).toBe(false);
    }
    expect(planProblemsOf(planYaml({}, slurm({ host: 'me@login.example.org' })))).toEqual([]);
  });

  const SLURM_FIELDS: ((text: string) => object)[] = [
    ...['partition', 'account', 'qos', 'constraint', 'gpuType', 'memory', 'time', 'name'].map(
      (field) => (text: string) => ({ [field]: text }),
    ),
    ...['workingDirectory', 'logDirectory'].map((field) => (text: string) => ({ [field]: `/${text}` })),
    (text) => ({ container: { image: text, mounts: [text, text], workdir: `/${text}` } }),
    (text) => ({ environment: { NOTE: text } }),
  ];

  it('prints no setting of a Slurm target as a line of its own', () => {
    const lineCountOf = (fields: object): number => planYaml({}, slurm(fields)).files[0]?.text.split('\n').length ?? 0;
    for (const toFields of SLURM_FIELDS) {
      for (const text of hostileTexts) {
        const plan = planYaml({}, slurm(toFields(text)));
        if (planProblemsOf(plan).length > 0) continue;
        // A value of a variable keeps its line breaks, inside quotes.
        const breaks = JSON.stringify(toFields(text)).includes('"NOTE"') ? text.split('\n').length - 1 : 0;
        expect([text, plan.files[0]?.text.split('\n').length]).toEqual([text, lineCountOf(toFields('1')) + breaks]);
      }
    }
  });

  it('writes every setting of a Kubernetes target into the manifest unchanged, or refuses it', () => {
    for (const text of hostileTexts) {
      const settings = {
        image: text,
        namespace: text,
        context: text,
        nodeSelector: { [text]: text },
        resources: { [text]: '1' },
        secrets: { WANDB_API_KEY: { secret: text, key: text } },
        capabilities: [text],
        imagePullSecret: text,
        sharedMemory: text,
        environment: { NOTE: text },
        runtime: text,
      };
      for (const [field, value] of Object.entries(settings)) {
        const plan = planYaml(
          { WANDB_API_KEY: 'abcd' },
          kubernetesTarget('TrainJob', { secrets: SECRETS, [field]: value }),
        );
        if (planProblemsOf(plan).length > 0) continue;
        const expected = field === 'context' ? plan.submit.argv : manifestOf(plan);
        const escaped = field === 'environment' ? text.replace(/\$(?=[$(])/g, () => '$$') : text;
        expect([field, JSON.stringify(expected)]).toEqual([
          field,
          expect.stringContaining(JSON.stringify(escaped).slice(1, -1)),
        ]);
      }
    }
  });
  const SECRETS = { WANDB_API_KEY: { secret: 's', key: 'k' } };

  it.each(['1.1', '1.2'] as const)('means the same manifest to a reader of YAML %s as to one of JSON', (version) => {
    for (const text of hostileTexts) {
      const plan = planYaml({ NOTE: text }, kubernetesTarget('PyTorchJob'), `system: ${quoteYaml(text)}\n`);
      expect(parse(plan.files[0]?.text ?? '', { version, maxAliasCount: 0 })).toEqual(manifestOf(plan));
    }
  });
});

describe('describePlan', () => {
  it('prints every remark as one line of a comment when names and values are hostile', () => {
    for (const text of hostileTexts) {
      for (const [, target] of TARGETS) {
        const input = { text: `# preflight:\nlr: 1e-5\nload: ${quoteYaml(`./${text}`)}\n`, syntax: yaml, target };
        const plan = createSilentPlan(folder, { ...input, settings: { name: text.replaceAll('/', '-') || 'x' } });
        const [header = ''] = plan.document.split('\n\n');
        const remarks = [...plan.explain, ...plan.warnings, ...plan.problems, 'title', 'folder', 'command'];
        expect(header.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => !line.startsWith('# '))).toEqual([]);
        expect(header.split('\n')).toHaveLength(remarks.length + (plan.validate ? 1 : 0));
      }
    }
  });

  it('shows the script of a manifest as lines that bash runs with the same result', () => {
    for (const text of hostileTexts) {
      const plan = planYaml({}, kubernetesTarget('PyTorchJob'), `system: [${quoteYaml(text)}, a]\n`);
      const { script = '' } = plan.files[0] ?? {};
      expect(plan.document).toContain(`# --- script of each pod ---\n${script}`);
      const shown = programs.runContainer({ command: ['bash', '-c', script.replaceAll('$', '$$$$')] }, {});
      expect(shown.args).toEqual(programs.runContainer(containerOf(plan), {}).args);
    }
  });
});
