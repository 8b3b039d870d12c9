import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readTargets } from '../../../server/src/core/launch/readTargets';

const root = resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const setting = manifest.contributes.configuration.properties['preflight.launch.targets'];
const inEditor = new Ajv({ strict: false }).compile(setting);

const slurm = (more: object) => [{ kind: 'slurm', name: 'gpu', ...more }];
const kubernetes = (more: object) => [{ kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', ...more }];

describe('the setting of launch targets', () => {
  it('cannot come from a workspace, since it names hosts and commands', () => expect(setting.scope).toBe('machine'));

  it.each([
    ['no list', {}, 'preflight.launch.targets has to be a list of targets.'],
    ['no kind', [{ name: 'x' }], 'target x has no kind that we know: it is local, slurm, kubernetes.'],
    ['no name', [{ kind: 'slurm' }], 'target 1 has no name: What you call the target.'],
    [
      'a misspelt field',
      slurm({ partitoin: 'gpu' }),
      'target gpu has no field called partitoin; did you mean partition?',
    ],
    ['a text for a number', slurm({ nodes: 'two' }), 'target gpu.nodes is "two"; it has to be a whole number.'],
    ['no nodes at all', slurm({ nodes: 0 }), 'target gpu.nodes is 0; it has to be at least 1.'],
    ['a host that is an option', slurm({ host: '-oProxyCommand=id' }), 'it has to be a name for ssh'],
    ['a host with a blank', slurm({ host: 'a b' }), 'it has to be a name for ssh'],
    ['a second line behind #SBATCH', slurm({ partition: 'a\n#SBATCH --uid=0' }), 'it has to be a text on one line'],
    [
      'a further option that is none',
      slurm({ sbatch: ['reservation=x'] }),
      'gpu.sbatch[0] is "reservation=x"; it has to be an option',
    ],
    ['a relative folder', slurm({ workingDirectory: 'work' }), 'it has to be an absolute path'],
    ['a variable with a blank', slurm({ environment: { 'A B': '1' } }), 'has to be the name of a variable'],
    ['a container without an image', slurm({ container: {} }), 'target gpu.container has no image'],
    ['a resource of another kind', kubernetes({ resource: 'Job' }), 'it has to be PyTorchJob or TrainJob'],
    ['memory in words', kubernetes({ memory: 'lots' }), 'it has to be a quantity of Kubernetes'],
    [
      'a secret written out',
      kubernetes({ secrets: { HF_TOKEN: 'hf_x' } }),
      'k.secrets.HF_TOKEN is "hf_x"; it has to be an object',
    ],
  ])('with %s is refused in words, and the editor marks it', (_, value, message) => {
    const { targets, problems } = readTargets(value);
    expect(targets).toEqual([]);
    expect(problems.join('\n')).toContain(message);
    expect(inEditor(value)).toBe(false);
  });

  it.each([
    ['a volume with nothing behind it', kubernetes({ volumes: [{ mountPath: '/a' }] }), 'needs exactly one of claim'],
    ['two targets of one name', [...slurm({}), ...slurm({})], 'another target is called gpu as well'],
  ])('with %s is refused, though no schema can say so', (_, value, message) => {
    expect(readTargets(value).problems.join('\n')).toContain(message);
  });

  it('keeps the good targets beside a bad one', () => {
    const { targets, problems } = readTargets([...slurm({ nodes: 2 }), { kind: 'slurm' }]);
    expect(targets).toEqual(slurm({ nodes: 2 }));
    expect(problems).toHaveLength(1);
  });

  const folder = join(root, 'test/plans');
  it.each(readdirSync(folder))('takes the target of %s, here and in the editor', (name) => {
    const value = [JSON.parse(readFileSync(join(folder, name, 'target.json'), 'utf8'))];
    expect(readTargets(value)).toEqual({ targets: value, problems: [] });
    expect([inEditor(value), inEditor.errors]).toEqual([true, null]);
  });

  it.each(setting.examples)('takes its own examples', (...value) => {
    expect(readTargets(value).problems).toEqual([]);
  });

  it('explains every field', () => {
    const fields = setting.items.oneOf.flatMap(({ properties }: { properties: Record<string, object> }) =>
      Object.entries(properties),
    );
    expect(
      fields.filter(([, schema]: [string, { markdownDescription?: string }]) => !schema.markdownDescription),
    ).toEqual([]);
  });
});
