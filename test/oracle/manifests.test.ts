import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { strictSchema } from '../support/kubernetes';

/** Checks the manifests of all golden plans as a cluster would. */

const folder = resolve(import.meta.dirname, '../plans');
const manifests = readdirSync(folder).flatMap((name) => {
  const [, text] = readFileSync(join(folder, name, 'plan.txt'), 'utf8').split(/^# --- .*\.json ---$/m);
  return text === undefined ? [] : [{ name, manifest: JSON.parse(text) }];
});

// biome-ignore lint/suspicious/noExplicitAny: a manifest has any fields that the plan printed.
type Manifest = any;

describe('manifestOf', () => {
  it('is covered by the golden plans for each kind of manifest', () => {
    expect(new Set(manifests.map(({ manifest }) => manifest.kind))).toEqual(new Set(['PyTorchJob', 'TrainJob']));
  });

  // Rules that no schema expresses: the operator checks them when a job is created (pytorchjob_webhook.go of training-operator 1.9).
  it.each(manifests)('follows the rules of the operator for $name', ({ manifest }: Manifest) => {
    expect(manifest.metadata.generateName).toMatch(/^[a-z](?:[-a-z0-9]{0,50})-$/);
    if (manifest.kind !== 'PyTorchJob') return;
    const { Master, Worker, ...otherReplicas } = manifest.spec.pytorchReplicaSpecs;
    expect(Object.keys(otherReplicas)).toEqual([]);
    expect(Master.replicas).toBe(1);
    for (const replica of [Master, ...(Worker ? [Worker] : [])]) {
      const [container, ...otherContainers] = replica.template.spec.containers;
      expect(otherContainers).toEqual([]);
      expect(container.name).toBe('pytorch');
      expect(container.image).toMatch(/./);
    }
  });

  // The trainer sets these names itself and rejects a job that sets them too.
  it.each(manifests)('sets no variables that belong to the trainer for $name', ({ manifest }: Manifest) => {
    const containers = manifest.spec.trainer
      ? [manifest.spec.trainer]
      : Object.values(manifest.spec.pytorchReplicaSpecs).map(
          (replica: Manifest) => replica.template.spec.containers[0],
        );
    const names = containers.flatMap(({ env = [] }: Manifest) => env.map((variable: Manifest) => variable.name));
    expect(names.filter((name: string) => /^PET_|^(?:WORLD_SIZE|RANK|MASTER_ADDR|MASTER_PORT)$/.test(name))).toEqual(
      [],
    );
  });
});

/** Folder with `pytorchjobs.yaml` and `trainjobs.yaml`, the definitions as Kubeflow publishes them. */
const definitions =
  process.env.KUBERNETES_CRDS ?? resolve(import.meta.dirname, '../../../shared/reference/kubernetes/crd');
const hasDefinitions = existsSync(definitions);

describe.skipIf(!hasDefinitions)('manifestOf with the definitions in KUBERNETES_CRDS', () => {
  const FILES: Record<string, string> = { PyTorchJob: 'pytorchjobs.yaml', TrainJob: 'trainjobs.yaml' };
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (kind: string): ValidateFunction => {
    const cached = validators.get(kind);
    if (cached) return cached;
    const definition = parse(readFileSync(join(definitions, FILES[kind] ?? ''), 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validator = ajv.compile(strictSchema(definition.spec.versions[0].schema.openAPIV3Schema) as object);
    validators.set(kind, validator);
    return validator;
  };

  it.each(manifests)('writes only known fields of the right type for $name', ({ manifest }: Manifest) => {
    const validate = validatorOf(manifest.kind);
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('fails the check when a field is unknown or has a wrong type', () => {
    const [first] = manifests.filter(({ manifest }) => manifest.kind === 'PyTorchJob');
    const broken: Manifest = structuredClone(first?.manifest);
    broken.spec.pytorchReplicaSpecs.Master.template.spec.containers[0].imagee = 'x';
    broken.spec.runPolicy.backoffLimit = 'none';
    const validate = validatorOf('PyTorchJob');
    expect(validate(broken)).toBe(false);
    expect(validate.errors?.length).toBe(2);
  });
});

/** True if kubectl reaches a cluster. */
const hasCluster =
  spawnSync('kubectl', ['get', '--raw', '/livez', '--request-timeout=2s'], { timeout: 5000 }).status === 0;

describe.skipIf(!hasCluster)('manifestOf with a cluster', () => {
  it.each(manifests)('passes a dry run for $name', ({ manifest }: Manifest) => {
    const { namespace: _, ...metadata } = manifest.metadata;
    const argv = ['create', '--dry-run=server', '--validate=strict', '-f', '-', '-o', 'name'];
    const { stderr } = spawnSync('kubectl', argv, {
      input: JSON.stringify({ ...manifest, metadata }),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });
});
