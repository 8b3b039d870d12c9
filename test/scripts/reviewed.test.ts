import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readCitations } from '../../scripts/upstream/citations';
import { findFunctionChanges } from '../../scripts/upstream/functionChanges';
import {
  describeStaleTexts,
  findStaleTexts,
  listCitingTexts,
  listUnread,
  type Reviewed,
} from '../../scripts/upstream/reviewed';
import { followRules } from '../../scripts/upstream/ruleSources';
import type { SourceFacts, Statement } from '../../scripts/upstream/sourceFacts';
import { service } from '../support/service';

const { catalog, rules } = service;
const loadJson = (path: string) => JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8'));
const recorded: Reviewed = loadJson('schemas/reviewed.json');

describe('schemas/reviewed.json', () => {
  it('names flags, variables, rules and releases that exist', () => {
    const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
    ajv.addSchema(loadJson('schemas/flags.schema.json'), 'flags.schema.json');
    expect(ajv.validate(loadJson('schemas/reviewed.schema.json'), recorded), ajv.errorsText()).toBe(true);
    expect(Object.keys(recorded.flags).filter((name) => !catalog.byName.has(name))).toEqual([]);
    expect(Object.keys(recorded.environment).filter((name) => !catalog.environmentByName.has(name))).toEqual([]);
    expect(Object.keys(recorded.rules).filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
    const reviews = [...Object.values(recorded.flags), ...Object.values(recorded.environment)];
    const releases = [...reviews.flatMap((review) => review.releases), ...Object.values(recorded.rules).flat()];
    expect(releases.filter((release) => !catalog.releases.includes(release))).toEqual([]);
  });

  it('cites code that can be followed into the next release', () => {
    const citing = listCitingTexts(recorded);
    expect(citing.length).toBeGreaterThan(0);
    expect(citing.filter(({ source }) => readCitations(source).length === 0)).toEqual([]);
  });
});

describe('findStaleTexts', () => {
  const ARGS = 'swift/megatron/arguments/megatron_args.py';
  const at = (line: number, text: string, when: string[] = []): Statement => ({
    line,
    end: line,
    kind: 'setting',
    when,
    text,
  });
  const packageOf = (functions: Record<string, Statement[]>): SourceFacts => ({
    package: 'swift',
    names: {},
    functions: { [ARGS]: functions },
  });
  const find = (
    source: string | undefined,
    before: Record<string, Statement[]>,
    after: Record<string, Statement[]>,
    release = '4.6.0',
  ) => {
    const review = { releases: ['4.5.2'], ...(source !== undefined && { source }) };
    const reviewed: Reviewed = { flags: { seq_length: review }, environment: {}, rules: {} };
    const [old, now] = [packageOf(before), packageOf(after)];
    const facts = { before: old, after: now, version: '4.5.2', cited: new Map() };
    const cited = followRules(listCitingTexts(reviewed), new Map([['swift', facts]]));
    const names = listUnread(['seq_length', 'NCCL_ALGO', 'lr'], reviewed, release);
    const stale = findStaleTexts(names, cited, findFunctionChanges(old, now, ['swift/']));
    return describeStaleTexts(stale, reviewed);
  };

  it('lists a flag that a changed statement reads, and when it was read last', () => {
    const before = { init: [at(5, 'self.seq_length = self.max_length')] };
    const after = { init: [at(6, 'self.seq_length = self.packing_length')] };
    expect(find(undefined, before, after)).toEqual([`seq_length (read at 4.5.2): ${ARGS} init`]);
    expect(find(undefined, before, before)).toEqual([]);
    expect(find(undefined, before, after, '4.5.2')).toEqual([]);
  });

  it('lists a flag whose cited function changed', () => {
    const before = { pad: [at(5, 'size = 8')] };
    const after = { pad: [at(5, 'size = 16')] };
    expect(find(`${ARGS}, pad_batch, pad`, before, before)).toEqual([]);
    const [line = ''] = find(`${ARGS}:5`, { get_padding: [at(5, 'size = 8')] }, { get_padding: [at(5, 'size = 16')] });
    expect(line).toMatch(/^seq_length \(read at 4\.5\.2\): .* (?:changed|vanished)/);
    expect(find(undefined, before, after)).toEqual([]);
  });

  it('lists a variable that a changed statement reads', () => {
    const after = { set: [at(5, "os.environ['NCCL_ALGO'] = 'Ring'")] };
    expect(find(undefined, { set: [] }, after)).toEqual([`NCCL_ALGO (not read): ${ARGS} set`]);
  });
});
