import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../../server/src/core/catalog/catalog';
import { isInRange, type Release } from '../../../server/src/core/catalog/release';
import { findDeclaration, partsOfRelease, textOfRelease } from '../../../server/src/core/catalog/texts';
import type { Flag } from '../../../server/src/core/catalog/types';
import { COMMANDS, MEGATRON_COMMANDS } from '../../../server/src/core/config/config';
import { service } from '../../support/service';
import { listTexts, listVariants } from '../../support/texts';

const { catalog, docTables, docs } = service;
const loadJson = (path: string) => JSON.parse(readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8'));

/** The releases that have a flag, in any command or in those of megatron. */
const releasesOf = (flag: Flag, commands = COMMANDS): Release[] =>
  catalog.releases.filter((release) => commands.some((command) => formOf(flag, release, command)));

const rows = catalog.flags.map((flag) => ({
  name: flag.name,
  releases: releasesOf(flag),
  texts: docTables.flags[flag.name] as NonNullable<(typeof docTables.flags)[string]>,
}));

const variables = catalog.environment.map(({ name, releases }) => ({
  name,
  releases: catalog.releases.filter((release) => isInRange(release, releases)),
  texts: docTables.environment[name] as NonNullable<(typeof docTables.environment)[string]>,
}));

describe('textOfRelease', () => {
  const text = ['Always.', { '3.7-3.11': 'Early.', '3.12+': 'Late.' }, { '4.1+': '\n\nNew.' }];

  it.each([
    ['3.8.1', 'Always. Early.'],
    ['3.12.0', 'Always. Late.'],
    ['4.1.0', 'Always. Late.\n\nNew.'],
  ])('returns the parts that hold for %s', (release, expected) => expect(textOfRelease(text, release)).toBe(expected));
});

describe('the texts of flags and variables', () => {
  it('name each release in one of their ranges only, and only releases of the flag', () => {
    const wrong = [...rows, ...variables].flatMap(({ name, releases, texts }) =>
      [...listTexts(texts), ['see', 'see' in texts && texts.see ? texts.see : ''] as const].flatMap(([at, text]) =>
        listVariants(text).flatMap((variants) =>
          catalog.releases.flatMap((release) => {
            const ranges = Object.keys(variants).filter((range) => isInRange(release, range));
            if (ranges.length > 1) return [`${name} ${at}: ${release} is in ${ranges.join(' and ')}`];
            return ranges.length === 1 && !releases.includes(release) ? [`${name} ${at}: not in ${release}`] : [];
          }),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('have no range without a release, and no single range for all of them', () => {
    const wrong = [...rows, ...variables].flatMap(({ name, releases, texts }) =>
      listTexts(texts).flatMap(([at, text]) =>
        listVariants(text).flatMap((variants) => {
          const covered = Object.keys(variants).map((range) => releases.filter((release) => isInRange(release, range)));
          const isNeedless = covered.some((each) => each.length === 0 || each.length === releases.length);
          return isNeedless ? [`${name} ${at}`] : [];
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('have a summary, a description, short values and known related flags in every release', () => {
    const wrong = rows.flatMap(({ name, releases, texts }) =>
      releases.flatMap((release) => {
        const { summary, description, values = {}, see = [], swiftExport } = docs.flag(name, release);
        const summaries = [summary, ...(swiftExport ? [swiftExport.summary] : [])];
        const descriptions = [description, ...(swiftExport ? [swiftExport.description] : [])];
        return [
          ...summaries.filter((each) => each.length < 8 || each.length > 80 || each.endsWith('.')),
          ...descriptions.filter((each) => each.length < 40 || /\n\n\n| {2}/.test(each)),
          ...Object.values(values).filter((each) => each.length > 140),
          ...(see.length > 8 || new Set(see).size < see.length ? ['see'] : []),
          ...partsOfRelease(texts.see ?? [], release).filter((each) => !catalog.byName.has(each)),
        ].map((text) => `${name} ${release}: ${text}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('have a summary, a reader and a description of each variable in every release that reads it', () => {
    const wrong = variables.flatMap(({ name, releases }) =>
      releases.flatMap((release) => {
        const { summary, readBy, description, values = {} } = docs.variable(name, release);
        return [
          ...(summary.length < 8 || summary.length > 80 || summary.endsWith('.') ? [summary] : []),
          ...(readBy.length < 3 ? [readBy] : []),
          ...(description.length < 40 ? [description] : []),
          ...Object.values(values).filter((each) => each.length > 140),
        ].map((text) => `${name} ${release}: ${text}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('describe every choice in the releases that have it', () => {
    const undescribed = catalog.flags.flatMap((flag) =>
      releasesOf(flag, MEGATRON_COMMANDS).flatMap((release) => {
        const { values = {} } = docs.flag(flag.name, release);
        const choices = MEGATRON_COMMANDS.flatMap((command) => formOf(flag, release, command)?.choices ?? []);
        return [...new Set(choices)]
          .filter((choice) => choice !== null && !values[choice])
          .map((choice) => `${flag.name} ${release} ${choice}`);
      }),
    );
    expect(undescribed).toEqual([]);
  });
});

describe('schemas/declarations.json', () => {
  it('has the form that its schema describes', () => {
    const ajv = new Ajv({ allErrors: true, strict: true });
    const fits = ajv.validate(loadJson('schemas/declarations.schema.json'), loadJson('schemas/declarations.json'));
    expect(fits, ajv.errorsText()).toBe(true);
  });

  it('has a place for every flag in every release of it', () => {
    const missing = rows.flatMap(({ name, releases, texts }) =>
      releases.filter((release) => !findDeclaration(texts.declared ?? '', release)).map((release) => [name, release]),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['lr', '3.7.0', 'swift/megatron/argument/megatron_args.py', 131],
    ['lr', '3.8.1', 'swift/megatron/argument/megatron_args.py', 145],
    ['lr', '4.5.2', 'swift/megatron/arguments/megatron_args.py', 529],
    ['model', '4.6.0', 'swift/megatron/arguments/megatron_args.py', 706],
  ])('leads from %s in %s to its line', (name, release, path, line) => {
    const { declared = '' } = docs.flag(name, release);
    expect(findDeclaration(declared, release)).toEqual({ path, line });
  });
});
