import { describe, expect, it } from 'vitest';
import { formOf } from '../../server/src/core/catalog/catalog';
import type { Release } from '../../server/src/core/catalog/release';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import type { Flag } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command, MEGATRON_COMMANDS } from '../../server/src/core/config/config';
import { describeFlag } from '../../server/src/core/features/markdown/describeFlag';
import { service } from '../support/service';

const { catalog } = service;

/** The releases at which every text was compared with the source code. */
const RELEASES = ['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'];

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

interface Page {
  flag: Flag;
  release: Release;
  command: Command;
  sentences: string[];
}

/** Returns the page of a flag as sentences, without its other parts; nothing where the command does not have it. */
function readPage(flag: Flag, version: Release, command: Command): Page[] {
  const form = formOf(flag, version, command);
  if (!form) return [];
  const page = describeFlag(catalog, flag, form, { version, from: 'setting' }, command);
  const prose = OTHER_PARTS.reduce((text, part) => text.replace(part, ''), page);
  return [{ flag, release: version, command, sentences: prose.split(/(?<=[.;]) |\n/) }];
}

/** All pages, written once for all tests. */
const PAGES = catalog.flags.flatMap((flag) =>
  RELEASES.flatMap((release) => COMMANDS.flatMap((command) => readPage(flag, release, command))),
);

const listReleasesInProse = ({ sentences }: Page): string[] =>
  sentences.filter((each) => RELEASE_IN_PROSE.test(each.replace(/`[^`]*`/g, '`')));

/** Words that are names of flags if the catalog has them: in code, or with an underscore. */
const FLAG_NAME = /(?<=`(?:--)?)[a-zA-Z]\w*|[a-z]+_\w+/g;

/** Sentences in which a name is a key of config.json, an option of Megatron-LM, a parameter of transformers, or a flag of `swift`. */
const IS_ABOUT_OTHERS = /config\.json|extra_megatron_kwargs|megatron_extra_kwargs|parameter of transformers|`swift /;

/**
 * Lists the flags named in the texts that no command of the program has in a release, and of which the page does not
 * state the new name.
 */
function listMissingFlags({ flag, release, command, sentences }: Page): string[] {
  const isOtherProgram = command === 'swift export';
  if (isOtherProgram && !catalog.docs.flag(flag.name, release).swiftExport) return [];
  const views = (isOtherProgram ? [command] : MEGATRON_COMMANDS).map((each) => catalog.view(release, each).forms);
  const forms = new Map(views.flatMap((view) => [...view]));
  const names = sentences
    .filter((each) => !IS_ABOUT_OTHERS.test(each))
    .flatMap((each) => [...each.matchAll(FLAG_NAME)].map(([name]) => name));
  return names.flatMap((name) => {
    const other = catalog.byName.get(name);
    if (!other || forms.has(name) || name === `no_${flag.name}`) return [];
    const counterpart = findCounterpart(catalog, other, forms);
    return counterpart && counterpart.flag !== flag && counterpart.value !== 'other' ? [] : [`${name} (${release})`];
  });
}

const listFaults = (list: (page: Page) => string[]): string[] => [
  ...new Set(PAGES.flatMap((page) => list(page).map((fault) => `${page.flag.name}: ${fault}`))),
];

describe('the page of a flag', () => {
  it('names no release in prose', () => {
    expect(listFaults(listReleasesInProse)).toEqual([]);
  });

  it('names only flags that the release has', () => {
    expect(listFaults(listMissingFlags)).toEqual([]);
  });
});
