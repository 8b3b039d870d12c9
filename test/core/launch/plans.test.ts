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

/** A case is a folder: a script or config, what it names, a target, and the plan as people see it. */
function planOf(name: string) {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' });
  const configs = files.filter((file) => /\.(?:sh|sbatch|ya?ml)$/.test(file)).sort();
  const [file = ''] = configs.filter((each) => isScript(each) || !configs.some(isScript));
  const read = (path: string): string => readFileSync(join(folder, name, path), 'utf8');
  const syntax = service.findSyntax(undefined, file);
  if (!syntax) throw new Error(`no syntax for ${file}`);
  const neighbours = configs.filter((each) => each !== file).map((each) => ({ name: each, text: read(each) }));
  const document = service.read(read(file), syntax, { name: file, neighbors: neighbours });
  const [config] = document.reading.configs;
  if (!config) throw new Error(`no command in ${file}`);
  const line = document.text.slice(0, config.head.start).split('\n').length - 1;
  const target = JSON.parse(read('target.json')) as Target;
  const settings = { file: `/home/me/project/${file}`, name: file, line, directory: '/home/me/project', storage: '/s' };
  return planLaunch(service, document, config, target, settings);
}

/** What the rules find is theirs to test. */
const FOUND = /^# (?:Warning|Cannot be launched): .* \([a-z]+\.[\w.-]+\)\n/gm;

describe('the plan for', () => {
  it.each(cases)('%s is, to the letter', (name) => {
    expectGolden(join(folder, name, 'plan.txt'), planOf(name).document.replace(FOUND, ''));
  });

  it.each(cases)('%s does not miss what the job sets', (name) => {
    expect(planOf(name).document).not.toMatch(/\(env\.(?:multinode|nnodes-only|no-torchrun|launcher-numbers)\)/);
  });

  it.each(cases)('%s is the same each time, and shows no secret', (name) => {
    const plan = planOf(name);
    expect(planOf(name)).toEqual(plan);
    expect(plan.document).not.toMatch(/hf_/);
    expect(JSON.stringify([plan.explain, plan.warnings, plan.submit, plan.validate])).not.toMatch(/hf_/);
  });
});
