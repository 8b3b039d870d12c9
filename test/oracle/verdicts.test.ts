import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { judgeCase, readCases, score } from '../support/verdicts';

/**
 * Our verdicts beside those of the real argument code. The collection is kept outside the repository; where it is
 * absent, the measured facts of test/core/parsing.facts.test.ts speak for it.
 */
const path = resolve(import.meta.dirname, '../../../shared/cases/verdicts-3.8.1.jsonl');

/**
 * Rejections that rest on files which only exist where the case was run, and say nothing about the command line.
 * Each is named, so that a new one is noticed.
 */
const ABOUT_FILES = new Set(['target-04861', 'target-04862']);

describe('the collected verdicts of ms-swift 3.8.1', () => {
  const present = existsSync(path);
  const judged = present
    ? readCases(path).map((one) => judgeCase(service, '3.8.1', resolve(path, '../models/3.8.1'), one))
    : [];
  const phase = (name: string) => score(judged).find((each) => each.phase === name);

  it.runIf(present)('every accepted command line is free of findings that say it is rejected', () => {
    const wrong = phase('accepted')?.wrong ?? [];
    expect(
      wrong.map(
        (each) => `${each.case.id}: ${each.rejected.map(({ rule, message }) => `${rule} ${message}`).join('; ')}`,
      ),
    ).toEqual([]);
  });

  it.runIf(present)('every command line that the parser rejects has an error, but for what only files decide', () => {
    const wrong = phase('swift-parse')?.wrong.filter(({ case: { id } }) => !ABOUT_FILES.has(id)) ?? [];
    expect(wrong.map((each) => `${each.case.id}: ${each.case.message}`)).toEqual([]);
  });

  it.runIf(present)('the error of a rejected parse stands on a flag or a word that the real message names', () => {
    const named = judged.filter((each) => {
      const { phase: where, message = '', id } = each.case;
      if (where !== 'swift-parse' || ABOUT_FILES.has(id)) return false;
      const said = each.errors
        .flatMap((finding) => [...finding.flags, finding.message])
        .join(' ')
        .replaceAll('-', '_');
      const words = message.replaceAll('-', '_').match(/\w+/g) ?? [];
      return !words.some((word) => said.includes(word.replace(/^_+/, '')));
    });
    expect(named.map((each) => `${each.case.id}: ${each.case.message}`)).toEqual([]);
  });
});
