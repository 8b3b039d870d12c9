import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROJECT_KEYS } from '../../server/src/core/project/keys';
import { cutStatements } from '../../server/src/core/project/toml/statements';
import { readSettingsFile } from '../support/project';
import { service } from '../support/service';

/** Statements of valid files, each with its table. Values that take several lines are among them. */
const RUN_STATEMENTS = [
  'release = "4.6.0"',
  "release = '>=4.1,<4.4' # bounds",
  'gpus = 16',
  'gpu-memory = 79.6',
  'models = ["m", \'n\']',
  'models = [\n  "m", # one\n  "n",\n]',
  'severity = { "cli.bool" = "off", "mem.*" = "hint" }',
];
const FILE_STATEMENTS = ['files = ["a/**/*.yaml"]', 'exclude = [\n"b",\n"c"]', 'exclude = ["""d""", \'\'\'e\'\'\']'];

const nameOf = (statement: string): string => statement.slice(0, statement.indexOf(' '));

/** Keeps one statement for each key. */
const uniqueStatements = (statements: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...statements), { selector: nameOf, maxLength: statements.length });

const severities = fc
  .uniqueArray(fc.constantFrom(...service.rules.map(({ id }) => `"${id}" = "warning"`), '"cli.*" = "off"'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((rows) => ['[severity]', ...rows]);

const overrides = uniqueStatements(RUN_STATEMENTS).map((rows) => ['[[overrides]]', 'files = ["x/*"]', ...rows]);

/** Valid files, as statements. */
const projects = fc
  .tuple(
    uniqueStatements([...RUN_STATEMENTS.filter((each) => !each.startsWith('severity')), ...FILE_STATEMENTS]),
    fc.option(severities, { nil: [] }),
    fc.array(overrides, { maxLength: 2 }),
  )
  .map(([own, table, lists]) => [...own, ...table, ...lists.flat()]);

const lineBreaks = fc.constantFrom('\n', '\r\n', '\n\n# a comment with " and [\n');

/** Settings without the functions that match files. */
const settingsOf = (text: string): unknown => JSON.parse(JSON.stringify(readSettingsFile(text).settings));

describe('reading a preflight.toml', () => {
  it('knows each generated key, and finds nothing wrong in a valid file', () => {
    const statements = [...RUN_STATEMENTS, ...FILE_STATEMENTS].map(nameOf);
    expect(PROJECT_KEYS.map(({ name }) => name).filter((name) => !statements.includes(name))).toEqual(['overrides']);
    fc.assert(
      fc.property(projects, lineBreaks, (statements, lineBreak) => {
        const text = statements.join(lineBreak) + lineBreak;
        expect(readSettingsFile(text).findings).toEqual([]);
        expect(cutStatements(text).map(({ span }) => text.slice(span.start, span.end).split(' #')[0])).toEqual(
          statements.map((each) => each.split(' #')[0]),
        );
      }),
    );
  });

  it('never throws, and keeps the complete statements of every prefix', () => {
    fc.assert(
      fc.property(projects, lineBreaks, fc.nat(), (statements, lineBreak, cut) => {
        const text = statements.join(lineBreak);
        const prefix = text.slice(0, text.length === 0 ? 0 : cut % text.length);
        const complete = cutStatements(text).filter(({ span }) => span.end < prefix.length);
        const end = complete.at(-1)?.span.end ?? 0;
        const { findings } = readSettingsFile(prefix);
        // A finding is in the statement that is cut, or about the table that it belongs to.
        for (const { span, rule } of findings) expect(span.end > end || rule === 'settings.value').toBe(true);
        const rest = prefix.slice(end);
        if (/^[\s\S]{0,2}$|^\s*#?[^=[]*$/.test(rest))
          expect(settingsOf(prefix)).toEqual(settingsOf(text.slice(0, end)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps all other statements while one is half typed', () => {
    fc.assert(
      fc.property(projects, lineBreaks, fc.nat(), fc.nat(), (statements, lineBreak, which, cut) => {
        if (statements.length === 0) return;
        const index = which % statements.length;
        const statement = statements[index] ?? '';
        // The keys below a header that is half typed belong to no table.
        if (statement.startsWith('[')) return;
        const half = statement.slice(0, cut % statement.length);
        const typed = [...statements.slice(0, index), half, ...statements.slice(index + 1)].join(lineBreak);
        const without = [...statements.slice(0, index), ...statements.slice(index + 1)].join(lineBreak);
        const isValue = /=\s*\S/.test(half);
        if (!isValue || readSettingsFile(typed).findings.some(({ rule }) => rule === 'settings.syntax'))
          expect(settingsOf(typed)).toEqual(settingsOf(without));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on any text, and neither do completion and hover at any place', () => {
    const pieces = fc.constantFrom(
      ...'[]{}"\'=.,#\\ \n\r\ta0-+_:é\u{1f600}',
      '"""',
      "'''",
      '[[',
      'gpus',
      'true',
      '1979-05-27',
      '\u0000',
      '[severity]\n',
      '[[overrides]]\n',
      'severity = { ',
      'release = ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.nat(), (parts, place) => {
        const text = parts.join('');
        const offset = place % (text.length + 1);
        for (const { edit } of service.project.complete(text, offset)) {
          expect(edit.span.start).toBeLessThanOrEqual(offset);
          expect(edit.span.end).toBeGreaterThanOrEqual(offset);
          expect(text.slice(edit.span.start, edit.span.end)).not.toContain('\n');
        }
        const hover = service.project.hover(text, offset);
        if (hover) expect(hover.span.start <= offset && offset <= hover.span.end).toBe(true);
        for (const { span } of readSettingsFile(text).findings) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
