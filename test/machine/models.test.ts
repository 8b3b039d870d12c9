import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WantedModel } from '../../server/src/core/document/document';
import { createFindModels } from '../../server/src/host/models';
import { home, writeFile } from '../support/models';

/** Finds a model for the script `home/runs/run.sh`; returns its number of layers and its path. */
function find(
  name: string,
  wanted: Partial<WantedModel> = {},
  environment: Record<string, string> = {},
): [unknown, string] | undefined {
  const found = createFindModels(environment, home)(
    join(home, 'runs/run.sh'),
    [join(home, 'open')],
    [{ name, isFile: false, variables: {}, ...wanted }],
  );
  const [first] = found;
  return first && [(first.config as { num_hidden_layers: number }).num_hidden_layers, first.path];
}

const HUB = '.cache/huggingface/hub/models--Qwen--Qwen3-8B';

describe('createFindModels finds the config.json of a model', () => {
  it('in a folder next to the script, above it, or in an open folder', () => {
    writeFile('runs/a/config.json', 1);
    writeFile('b/config.json', 2);
    writeFile('open/c/config.json', 3);
    expect(find('a')).toEqual([1, '~/runs/a/config.json']);
    expect(find('./b')).toEqual([2, '~/b/config.json']);
    expect(find('c')).toEqual([3, '~/open/c/config.json']);
    expect(find(join(home, 'b'))).toEqual([2, '~/b/config.json']);
    expect(find('~/b')).toEqual([2, '~/b/config.json']);
  });

  it('at the path of a modeline', () => {
    const file = writeFile('runs/other.json', 4);
    expect(find('./other.json', { isFile: true })).toEqual([4, '~/runs/other.json']);
    expect(find(file, { isFile: true })).toEqual([4, '~/runs/other.json']);
  });

  it('in the cache of Hugging Face, at the commit of its branch', () => {
    writeFile(`${HUB}/snapshots/old/config.json`, 1);
    writeFile(`${HUB}/snapshots/new/config.json`, 2);
    writeFile(`${HUB}/refs/main`, 'new\n');
    writeFile(`${HUB}/refs/dev`, 'old');
    expect(find('Qwen/Qwen3-8B')).toEqual([2, `~/${HUB}/snapshots/new/config.json`]);
    expect(find('Qwen/Qwen3-8B', { revision: 'dev' })?.[0]).toBe(1);
    expect(find('Qwen/Qwen3-8B', { revision: 'old' })?.[0]).toBe(1);
  });

  it('in a cache that variables of the machine or of the run name', () => {
    writeFile('hf/hub/models--a--b/snapshots/1/config.json', 5);
    writeFile('hub/models--a--b/snapshots/1/config.json', 6);
    expect(find('a/b', {}, { HF_HOME: join(home, 'hf') })?.[0]).toBe(5);
    expect(find('a/b', { variables: { HF_HUB_CACHE: join(home, 'hub') } }, { HF_HOME: join(home, 'hf') })?.[0]).toBe(6);
    writeFile('ms/models/a/c/config.json', 7);
    expect(find('a/c', { variables: { MODELSCOPE_CACHE: join(home, 'ms') } })?.[0]).toBe(7);
  });

  it('in the cache of ModelScope, with its spelling of dots', () => {
    writeFile('.cache/modelscope/hub/models/Qwen/Qwen2___5-7B/config.json', 8);
    writeFile('.cache/modelscope/hub/Qwen/Old/config.json', 9);
    expect(find('Qwen/Qwen2.5-7B')).toEqual([8, '~/.cache/modelscope/hub/models/Qwen/Qwen2___5-7B/config.json']);
    expect(find('Qwen/Old')?.[0]).toBe(9);
  });
});

describe('createFindModels finds no config.json', () => {
  it('for a missing model, for invalid or deeply nested JSON, and for two possible commits', () => {
    expect(find('unknown/missing')).toBeUndefined();
    writeFile('runs/broken/config.json', '{');
    expect(find('broken')).toBeUndefined();
    writeFile('runs/deep/config.json', `${'{"text_config":'.repeat(15_000)}{}${'}'.repeat(15_000)}`);
    expect(find('deep')).toBeUndefined();
    writeFile(`${HUB}/snapshots/1/config.json`, 1);
    writeFile(`${HUB}/snapshots/2/config.json`, 2);
    expect(find('Qwen/Qwen3-8B')).toBeUndefined();
  });

  it('at a path on another machine', () => {
    writeFile('secret/config.json', 1);
    expect(find(`//localhost/${home}/secret`)).toBeUndefined();
  });
});

describe('createFindModels', () => {
  it('recognizes a model that ms-swift saved by the args.json next to it', () => {
    writeFile('runs/saved/config.json', 1);
    writeFile('runs/saved/args.json', '{}');
    writeFile('runs/other/config.json', 1);
    const wanted = (name: string) => ({ name, isFile: false, variables: {} });
    const found = ['saved', 'other'].flatMap((name) =>
      createFindModels({}, home)(join(home, 'runs/run.sh'), [], [wanted(name)]).map(({ hasArgs }) => hasArgs),
    );
    expect(found).toEqual([true, false]);
  });

  it('searches the folders that the project names, by id or by the last part of a path', () => {
    writeFile('project/known/org/Own-1B/config.json', 1);
    writeFile('project/known/Own-2B/config.json', 2);
    writeFile('runs/Own-2B/config.json', 3);
    const folders = {
      base: join(home, 'project'),
      names: ['known', '//host/models', '/net/host/models', '../missing'],
    };
    const find = (name: string) =>
      createFindModels({}, home)(join(home, 'runs/run.sh'), [], [{ name, isFile: false, variables: {} }], folders).map(
        (found) => [(found.config as { num_hidden_layers: number }).num_hidden_layers, found.assumedModel],
      );
    expect(find('org/Own-1B')).toEqual([[1, undefined]]);
    expect(find('other/Own-2B')).toEqual([[2, undefined]]);
    expect(find('/cluster/models/Own-2B/')).toEqual([[2, 'Own-2B']]);
    // A model at its own path takes precedence, and a name alone is not guessed.
    expect(find('Own-2B')).toEqual([[3, undefined]]);
    expect(find('/cluster/models/..')).toEqual([]);
    expect(find('/cluster/org/Own-1B')).toEqual([]);
  });

  it('reads a file again when it has changed', () => {
    const file = writeFile('runs/m/config.json', 1);
    const findModels = createFindModels({}, home);
    const layers = () =>
      findModels(join(home, 'runs/run.sh'), [], [{ name: 'm', isFile: false, variables: {} }]).map(
        ({ config }) => config,
      );
    const before = layers();
    expect(layers()[0]).toBe(before[0]);
    writeFile('runs/m/config.json', 2);
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(layers()).toEqual([{ num_hidden_layers: 2 }]);
  });
});
