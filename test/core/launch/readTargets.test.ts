import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readTargets } from '../../../server/src/core/launch/readTargets';

const root = resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const setting = manifest.contributes.configuration.properties['preflight.launch.targets'];
const isValidInEditor = new Ajv({ strict: false }).compile(setting);

const slurm = (fields: object) => [{ kind: 'slurm', name: 'gpu', ...fields }];
const kubernetes = (fields: object) => [
  { kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', ...fields },
];

describe('readTargets', () => {
  it('reads a setting that no workspace can set, because it names hosts and commands', () =>
    expect(setting.scope).toBe('machine'));

  it.each([
    ['no list', {}, 'preflight.launch.targets must be a list of targets.'],
    ['no kind', [{ name: 'x' }], 'target x has no known kind. Set kind to one of local, slurm, kubernetes.'],
    ['no name', [{ kind: 'slurm' }], 'target 1 has no name: Your name for the target'],
    [
      'a misspelled field',
      slurm({ partitoin: 'gpu' }),
      'target gpu has an unknown field, partitoin. Did you mean partition?',
    ],
    ['a string for a number', slurm({ nodes: 'two' }), 'target gpu.nodes is "two"; it must be an integer.'],
    ['zero nodes', slurm({ nodes: 0 }), 'target gpu.nodes is 0; it must be at least 1.'],
    ['a host that is an option', slurm({ host: '-oProxyCommand=id' }), 'it must be a host name for ssh'],
    ['a host with a space', slurm({ host: 'a b' }), 'it must be a host name for ssh'],
    ['a second line after #SBATCH', slurm({ partition: 'a\n#SBATCH --uid=0' }), 'it must be a single line of text'],
    [
      'an additional option without a dash',
      slurm({ sbatch: ['reservation=x'] }),
      'gpu.sbatch[0] is "reservation=x"; it must be an option',
    ],
    ['a relative folder', slurm({ workingDirectory: 'work' }), 'it must be an absolute path'],
    ['a variable with a space', slurm({ environment: { 'A B': '1' } }), 'must be the name of a variable'],
    ['a container without an image', slurm({ container: {} }), 'target gpu.container has no image'],
    ['a resource of another kind', kubernetes({ resource: 'Job' }), 'it must be PyTorchJob or TrainJob'],
    ['memory without a number', kubernetes({ memory: 'lots' }), 'it must be a Kubernetes quantity'],
    [
      'a secret with its value',
      kubernetes({ secrets: { HF_TOKEN: 'hf_x' } }),
      'k.secrets.HF_TOKEN is "hf_x"; it must be an object',
    ],
    [
      'a secret with its value, which it hides,',
      kubernetes({ secrets: { MY_PASSWORD: 'correct-horse1' } }),
      'k.secrets.MY_PASSWORD is <secret>; it must be an object',
    ],
  ])('rejects %s with a message, as the editor does', (_, value, message) => {
    const { targets, problems } = readTargets(value);
    expect(targets).toEqual([]);
    expect(problems.join('\n')).toContain(message);
    expect(isValidInEditor(value)).toBe(false);
  });

  it.each([
    ['a volume without a source', kubernetes({ volumes: [{ mountPath: '/a' }] }), 'needs exactly one of claim'],
    ['two targets of one name', [...slurm({}), ...slurm({})], 'target 2: another target has the name gpu'],
  ])('rejects %s, which no schema can express', (_, value, message) => {
    expect(readTargets(value).problems.join('\n')).toContain(message);
  });

  it('returns the valid targets when another one is invalid', () => {
    const { targets, problems } = readTargets([...slurm({ nodes: 2 }), { kind: 'slurm' }]);
    expect(targets).toEqual(slurm({ nodes: 2 }));
    expect(problems).toHaveLength(1);
  });

  const folder = join(root, 'test/plans');
  it.each(readdirSync(folder))('accepts the target of %s, as the editor does', (name) => {
    const value = [JSON.parse(readFileSync(join(folder, name, 'target.json'), 'utf8'))];
    expect(readTargets(value)).toEqual({ targets: value, problems: [] });
    expect([isValidInEditor(value), isValidInEditor.errors]).toEqual([true, null]);
  });

  it.each(setting.examples)('accepts the examples of the setting', (...value) => {
    expect(readTargets(value).problems).toEqual([]);
  });

  it('reads a setting that describes every field', () => {
    const fields = setting.items.oneOf.flatMap(({ properties }: { properties: Record<string, object> }) =>
      Object.entries(properties),
    );
    expect(
      fields.filter(([, schema]: [string, { markdownDescription?: string }]) => !schema.markdownDescription),
    ).toEqual([]);
  });
});
