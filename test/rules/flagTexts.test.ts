import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../server/src/core/catalog/catalog';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import type { Flag } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command, MEGATRON_COMMANDS } from '../../server/src/core/config/config';
import { describeFlag } from '../../server/src/core/features/markdown/describeFlag';
import { service } from '../support/service';

const { catalog } = service;

/** The releases at which every text was compared with the source code. */
const RELEASES = ['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'];

/** Flags whose texts still have a fault of the kind. */
const known: { namesReleases: string[]; namesMissingFlags: string[] } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../data/flag-texts.json'), 'utf8'),
);

/** Calls a function for each page of a flag, and returns the different answers. */
const collectFromPages = (flag: Flag, collect: (release: string, command: Command) => string[]): string[] => [
  ...new Set(
    RELEASES.flatMap((release) =>
      COMMANDS.flatMap((command) => (formOf(flag, release, command) ? collect(release, command) : [])),
    ),
  ),
];

/** Parts of a page that are no prose: the title, the release at hand, the history of the flag, lists of names, links. */
const OTHER_PARTS = [
  / \(ms-swift [\d.]+, [^)]*\)$/gm,
  /^In ms-swift [\d.]+: .*$/gm,
  /^Releases: .*$/gm,
  /^Removed in [\d.]+\. .*$/gm,
  /^\[swift\/.*$/gm,
  /^See also .*$/gm,
  /^\*\*.*$/gm,
];

/** Numbers of ms-swift's releases, and words that stand for some of them. */
const RELEASE_IN_PROSE =
  /(?<![\w.-]|Ernie )(?:3\.(?:[7-9]|1[0-2]|x)|4\.[0-6x])(?:\.\d+)?(?![\w%]|\.\d)|(?:earlier|later|older|newer) releases?/;

/** Returns the sentences of a page, without its other parts. */
function listSentences(flag: Flag, version: string, command: Command): string[] {
  const form = formOf(flag, version, command);
  if (!form) return [];
  const page = describeFlag(catalog, flag, form, { version, from: 'setting' }, command);
  return OTHER_PARTS.reduce((text, part) => text.replace(part, ''), page).split(/(?<=[.;]) |\n/);
}

const listReleasesInProse = (flag: Flag): string[] =>
  collectFromPages(flag, (release, command) =>
    listSentences(flag, release, command).filter((each) => RELEASE_IN_PROSE.test(each.replace(/`[^`]*`/g, '`'))),
  );

/** Words that are names of flags if the catalog has them: in code, or with an underscore. */
const FLAG_NAME = /(?<=`(?:--)?)[a-zA-Z]\w*|[a-z]+_\w+/g;

/** Sentences in which a name is a key of config.json, an option of Megatron-LM, or a flag of `swift`. */
const IS_ABOUT_OTHERS = /config\.json|extra_megatron_kwargs|megatron_extra_kwargs|`swift /;

/**
 * Lists the flags named in the texts that no command of the program has in a release, and of which the page does not
 * state the new name.
 */
const listMissingFlags = (flag: Flag): string[] =>
  collectFromPages(flag, (release, command) => {
    const isOtherProgram = command === 'swift export';
    if (isOtherProgram && !catalog.docs.flag(flag.name, release).swiftExport) return [];
    const sentences = listSentences(flag, release, command).filter((each) => !IS_ABOUT_OTHERS.test(each));
    const views = (isOtherProgram ? [command] : MEGATRON_COMMANDS).map((each) => catalog.view(release, each).forms);
    const forms = new Map(views.flatMap((view) => [...view]));
    const spans = sentences.flatMap((each) => [...each.matchAll(FLAG_NAME)]);
    return spans.flatMap(([name]) => {
      const other = catalog.byName.get(name);
      if (!other || forms.has(name) || name === `no_${flag.name}`) return [];
      const counterpart = findCounterpart(catalog, other, forms);
      return counterpart && counterpart.flag !== flag && counterpart.value !== 'other' ? [] : [`${name} (${release})`];
    });
  });

/** Returns the faults of each flag that has one, by name. */
const collectFaults = (list: (flag: Flag) => string[]): Map<string, string> =>
  new Map(
    catalog.flags.flatMap((flag) => {
      const faults = list(flag);
      return faults.length > 0 ? [[flag.name, faults.join(' | ')]] : [];
    }),
  );

describe('the page of a flag', () => {
  it.each([
    ['names no release in prose', listReleasesInProse, known.namesReleases],
    ['names only flags that the release has', listMissingFlags, known.namesMissingFlags],
  ])('%s', (_, list, expected) => {
    const faults = collectFaults(list);
    expect([...faults].filter(([name]) => !expected.includes(name))).toEqual([]);
    expect(expected.filter((name) => !faults.has(name))).toEqual([]);
  });
});
