import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { strictSchema } from '../support/kubernetes';

/** The manifests of all golden plans, as a cluster would judge them. */

const folder = resolve(import.meta.dirname, '../plans');
const manifests = readdirSync(folder).flatMap((name) => {
  const [, text] = readFileSync(join(folder, name, 'plan.txt'), 'utf8').split(/^# --- .*\.yaml ---$/m);
  return text === undefined ? [] : [{ name, manifest: parse(text) }];
});

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever the plan printed.
type Manifest = any;

describe('a manifest', () => {
  it('of each kind is among the plans', () => {
    expect(new Set(manifests.map(({ manifest }) => manifest.kind))).toEqual(new Set(['PyTorchJob', 'TrainJob']));
  });

  // What no schema says: the operator refuses these when a job is created (pytorchjob_webhook.go of training-operator 1.9).
  it.each(manifests)('of $name keeps the rules of the operator', ({ manifest }: Manifest) => {
    expect(manifest.metadata.generateName).toMatch(/^[a-z](?:[-a-z0-9]{0,50})-$/);
    if (manifest.kind !== 'PyTorchJob') return;
    const { Master, Worker, ...others } = manifest.spec.pytorchReplicaSpecs;
    expect(Object.keys(others)).toEqual([]);
    expect(Master.replicas).toBe(1);
    for (const replica of [Master, ...(Worker ? [Worker] : [])]) {
      const [container, ...more] = replica.template.spec.containers;
      expect(more).toEqual([]);
      expect(container.name).toBe('pytorch');
      expect(container.image).toMatch(/./);
    }
  });

  // Names that the trainer sets itself; it refuses a job that brings its own.
  it.each(manifests)('of $name leaves the names of the trainer alone', ({ manifest }: Manifest) => {
    const containers = manifest.spec.trainer
      ? [manifest.spec.trainer]
      : Object.values(manifest.spec.pytorchReplicaSpecs).map((each: Manifest) => each.template.spec.containers[0]);
    const names = containers.flatMap(({ env = [] }: Manifest) => env.map((each: Manifest) => each.name));
    expect(names.filter((name: string) => /^PET_|^(?:WORLD_SIZE|RANK|MASTER_ADDR|MASTER_PORT)$/.test(name))).toEqual(
      [],
    );
  });
});

/** A folder with `pytorchjobs.yaml` and `trainjobs.yaml`, the definitions as Kubeflow publishes them. */
const definitions =
  process.env.KUBERNETES_CRDS ?? resolve(import.meta.dirname, '../../../shared/reference/kubernetes/crd');
const hasDefinitions = existsSync(definitions);

describe.skipIf(!hasDefinitions)('against the definitions in KUBERNETES_CRDS', () => {
  const FILES: Record<string, string> = { PyTorchJob: 'pytorchjobs.yaml', TrainJob: 'trainjobs.yaml' };
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (kind: string): ValidateFunction => {
    const known = validators.get(kind);
    if (known) return known;
    const definition = parse(readFileSync(join(definitions, FILES[kind] ?? ''), 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const made = ajv.compile(strictSchema(definition.spec.versions[0].schema.openAPIV3Schema) as object);
    validators.set(kind, made);
    return made;
  };

  it.each(manifests)('$name has no unknown field and no wrong type', ({ manifest }: Manifest) => {
    const validate = validatorOf(manifest.kind);
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would notice a field that does not exist, and a wrong type', () => {
    const [first] = manifests.filter(({ manifest }) => manifest.kind === 'PyTorchJob');
    const broken: Manifest = structuredClone(first?.manifest);
    broken.spec.pytorchReplicaSpecs.Master.template.spec.containers[0].imagee = 'x';
    broken.spec.runPolicy.backoffLimit = 'none';
    const validate = validatorOf('PyTorchJob');
    expect(validate(broken)).toBe(false);
    expect(validate.errors?.length).toBe(2);
  });
});

/** A cluster that kubectl knows and that answers. */
const cluster =
  spawnSync('kubectl', ['get', '--raw', '/livez', '--request-timeout=2s'], { timeout: 5000 }).status === 0;

describe.skipIf(!cluster)('a cluster that kubectl reaches', () => {
  it.each(manifests)('accepts $name in a dry run', ({ manifest }: Manifest) => {
    const { namespace: _, ...metadata } = manifest.metadata;
    const words = ['create', '--dry-run=server', '--validate=strict', '-f', '-', '-o', 'name'];
    const { stderr } = spawnSync('kubectl', words, {
      input: JSON.stringify({ ...manifest, metadata }),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });
});
