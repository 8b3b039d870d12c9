import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { listWordings } from '../support/texts';

/** The language rules of CONTRIBUTING.md, as far as a pattern can check them. */

const root = resolve(import.meta.dirname, '../..');

/** Openings that make a doc comment a riddle. */
const BANNED_OPENINGS = /^(?:What|Who|Whose|Where|Whatever|Whoever|So many)\b/;

/** Words that the standard texts of the field do not use in these senses. */
const BANNED_WORDS = new RegExp(
  [
    'nobody|somebody|anybody|whoever|so many',
    'in front of|(?<!\\b(?:hid|run|overlap|leave)\\w* [^.]{0,70})behind|by (?:it|them)sel(?:f|ves)|in words|to the letter|has to|have to|the way back',
    'goes (?:before|over)|speaks (?:of|for|instead)',
    'stor(?:y|ies)|doors?|(?:a|one|its|their) home',
    'blanks?|mend(?:s|ed)?|neighbour\\w*|catalogue|colou?rs? the wrong|behaviour',
  ]
    .map((words) => `\\b(?:${words})\\b`)
    .join('|'),
  'i',
);

interface Text {
  at: string;
  text: string;
}

/** Text without code in backticks, in which any word may occur. */
const withoutCode = (text: string): string => text.replace(/`[^`]*`/g, '');

const findBanned = (texts: readonly Text[], pattern: RegExp): string[] =>
  texts.flatMap(({ at, text }) => {
    const [match] = pattern.exec(withoutCode(text)) ?? [];
    return match ? [`${at}: "${match}" in ${text.slice(0, 120)}`] : [];
  });

const sources = ['server/src', 'client/src', 'test', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs|cjs)$/.test(name) && !/node_modules|[\\/]generated[\\/]|[\\/]out[\\/]/.test(name))
    .map((name) => ({ path: join(folder, name), source: readFileSync(join(root, folder, name), 'utf8') }))
    .filter(({ path }) => path !== 'test/core/language.test.ts'),
);

const COMMENT = /\/\*\*?([\s\S]*?)\*\/|(?<=^|[\s;{(,])\/\/ ?([^\n]*(?:\n\s*\/\/[^\n]*)*)/g;
const TEST_NAME = /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g;

const comments = sources.flatMap(({ path, source }) =>
  [...source.matchAll(COMMENT)].map((match) => ({
    at: path,
    text: (match[1] ?? match[2] ?? '').replace(/\n\s*(?:\*|\/\/) ?/g, ' ').trim(),
  })),
);

const testNames = sources.flatMap(({ path, source }) =>
  [...source.matchAll(TEST_NAME)].map(([, , text = '']) => ({ at: path, text })),
);

const ruleTexts = service.rules.flatMap((rule) => {
  const { id } = rule;
  const { title = '' } = service.docs.rule(id) ?? {};
  const texts = ['why', 'message'].flatMap((key) => {
    const text: unknown = (rule as unknown as Record<string, unknown>)[key];
    return typeof text === 'string' ? [text] : [];
  });
  return [title, ...texts].map((text) => ({ at: id, text }));
});

const flagTexts = Object.entries({ ...service.docTables.flags, ...service.docTables.environment }).flatMap(
  ([name, texts]) => listWordings(texts).map((text) => ({ at: name, text })),
);

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/agents.md',
  'docs/ci.md',
  'docs/decisions.md',
  'docs/editors.md',
  'docs/launch.md',
  'docs/security.md',
  'docs/settings.md',
].map((path) => ({
  at: path,
  text: readFileSync(join(root, path), 'utf8').replace(/```[\s\S]*?```/g, ''),
}));

interface Setting {
  markdownDescription?: string;
  description?: string;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: {
    configuration: { properties: Record<string, Setting> };
    commands: { command: string; title: string }[];
  };
};
const settings = [
  ...Object.entries(manifest.contributes.configuration.properties).map(([at, setting]) => ({
    at,
    text: setting.markdownDescription ?? setting.description ?? '',
  })),
  ...manifest.contributes.commands.map(({ command, title }) => ({ at: command, text: title })),
];

describe('the language of the project', () => {
  it('opens no comment with a banned word', () => {
    expect(findBanned(comments, BANNED_OPENINGS)).toEqual([]);
  });

  it.each([
    ['comments', comments],
    ['test names', testNames],
    ['titles, messages and reasons of rules', ruleTexts],
    ['texts of flags', flagTexts],
    ['documents', documents],
    ['settings and commands', settings],
  ])('uses no banned word in %s', (_, texts) => {
    expect(texts.length).toBeGreaterThan(0);
    expect(findBanned(texts, BANNED_WORDS)).toEqual([]);
  });

  it('gives every rule a title that is a phrase without a period', () => {
    const titles = service.rules.map(({ id }) => service.docs.rule(id)?.title ?? '');
    expect(titles.filter((title) => /[.!?]$/.test(title) || !/^[\w`"#-]/.test(title))).toEqual([]);
  });
});
