import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLUSTER_KINDS } from '../../client/src/launch/clusters';

const launchFolder = resolve(import.meta.dirname, '../../client/src/launch');

describe('the kinds of cluster', () => {
  it('are registered for every folder of clusters/', () => {
    const folders = readdirSync(join(launchFolder, 'clusters'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(Object.keys(CLUSTER_KINDS).toSorted()).toEqual(folders.toSorted());
  });

  it('are named by no other code of the client', () => {
    const others = readdirSync(launchFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('clusters'))
      .filter((name) => /'(?:slurm|kubernetes)'/.test(readFileSync(join(launchFolder, name), 'utf8')));
    expect(others).toEqual([]);
  });
});
