import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../server/src/core/launch/targets';
import { planLaunch } from '../../../server/src/core/planner';
import { expectGolden } from '../../support/golden';
import { service } from '../../support/service';

const folder = resolve(import.meta.dirname, '../../plans');
const cases = readdirSync(folder).sort();

const isScript = (name: string): boolean => /\.(?:sh|sbatch)$/.test(name);

/** Plans the case in a folder: a script or config, the files that it names, a target, and the expected plan. */
function planOf(name: string) {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' });
  const configs = files.filter((file) => /\.(?:sh|sbatch|ya?ml)$/.test(file)).sort();
  const [file = ''] = configs.filter((path) => isScript(path) || !configs.some(isScript));
  const read = (path: string): string => readFileSync(join(folder, name, path), 'utf8');
  const syntax = service.findSyntax(undefined, file);
  if (!syntax) throw new Error(`no syntax for ${file}`);
  const neighbors = configs.filter((path) => path !== file).map((path) => ({ name: path, text: read(path) }));
  const document = service.read(read(file), syntax, { name: file, neighbors });
  const [config] = document.reading.configs;
  if (!config) throw new Error(`no command in ${file}`);
  const line = document.text.slice(0, config.head.start).split('\n').length - 1;
  const target = JSON.parse(read('target.json')) as Target;
  const settings = { file: `/home/me/project/${file}`, name: file, line, directory: '/home/me/project', storage: '/s' };
  return planLaunch(service, document, config, target, settings);
}

/** Lines with findings of rules, which have their own tests. */
const FINDINGS = /^# (?:Warning|Cannot be launched): .* \([a-z]+\.[\w.-]+\)\n/gm;

describe('planLaunch', () => {
  it.each(cases)('prints the expected plan for %s', (name) => {
    expectGolden(join(folder, name, 'plan.txt'), planOf(name).document.replace(FINDINGS, ''));
  });

  it.each(cases)('reports no missing launcher variables for %s', (name) => {
    expect(planOf(name).document).not.toMatch(/\(env\.(?:multinode|nnodes-only|no-torchrun|launcher-numbers)\)/);
  });

  it.each(cases)('returns the same plan each time and shows no secret for %s', (name) => {
    const plan = planOf(name);
    expect(planOf(name)).toEqual(plan);
    expect(plan.document).not.toMatch(/hf_/);
    expect(JSON.stringify([plan.explain, plan.warnings, plan.submit, plan.validate])).not.toMatch(/hf_/);
  });
});
