import { describe, expect, it } from 'vitest';
import { readJson, readShell, readYaml } from '../../support/service';

const isConfigFile = true;
const flagsOf = ({ reading: { configs } }: ReturnType<typeof readYaml>): string[] =>
  configs.flatMap(({ flags }) => flags.map(({ name }) => name));

describe('a file that the user says is a training config', () => {
  it('is read whatever its keys are', () => {
    expect(flagsOf(readYaml('model: m\nlr: 1e-5\n'))).toEqual([]);
    expect(flagsOf(readYaml('model: m\nlr: 1e-5\n', { isConfigFile }))).toEqual(['model', 'lr']);
    expect(flagsOf(readYaml('unknown: 1\n', { isConfigFile }))).toEqual(['unknown']);
    expect(flagsOf(readJson('{"model": "m"}'))).toEqual([]);
    expect(flagsOf(readJson('{"model": "m"}', { isConfigFile }))).toEqual(['model']);
  });

  it('is read as its release reads it', () => {
    const reader = (release: string) =>
      readYaml(`# preflight: ms-swift=${release}\nmodel: m\n`, { isConfigFile }).reading.configs[0]?.reader;
    expect([reader('3.12.6'), reader('4.5.2')]).toEqual(['omegaconf', undefined]);
  });

  it('is not read where it is the pipeline of Ray, or a script', () => {
    expect(flagsOf(readYaml('colocate_groups: []\nmodel: m\n', { isConfigFile }))).toEqual([]);
    expect(flagsOf(readShell('model=m\n', { isConfigFile }))).toEqual([]);
  });
});
