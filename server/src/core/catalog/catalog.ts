import type { Command } from '../config/config';
import { findNearestNames } from '../text/spelling';
import type { ArgumentTree } from './argumentTree';
import { spellingsOf } from './match';
import { createMegatronCore } from './megatronOptions';
import { memoize, memoizeRecent } from './memoize';
import { createModelFinder } from './modelSizes';
import { createModelRegistry } from './models';
import { findNearestRelease, type Overlay, overlayBoth, overlayTree } from './overlay';
import { isInRange, type Release } from './release';
import { createSupport, TRAINING_COMMANDS } from './support';
import type { CatalogDocs } from './textTypes';
import type { Catalog, CatalogData, CatalogView, Flag, FlagNames, Form, TreeCatalog } from './types';
import { collectFormerNames } from './usage';

/** Indexes the data of the catalog. Views and model registries are computed on first use, once for each release. */
export function createCatalog(data: CatalogData, docs: CatalogDocs): Catalog {
  return indexData(data, docs, new Set());
}

function indexData(data: CatalogData, docs: CatalogDocs, changed: ReadonlySet<string>): Catalog {
  const optionsByName = memoize(({ options }: CatalogData['megatron']) => {
    return new Map(options.map((option) => [option.name, option]));
  });
  const views = memoize((release: Release) => memoize((command: Command) => createView(data, release, command)));
  const trees = new WeakMap<ArgumentTree, TreeCatalog>();
  const createOverlay = ({ data: changedData, changed: names }: Overlay): Catalog =>
    indexData(changedData, docs, names);
  const between = memoize((key: string) => {
    const [older = '', newer = ''] = key.split(' ');
    return createOverlay(overlayBoth(data, older, newer, formOf));
  });
  let support: Catalog['support'] | undefined;
  const getSupport = (): Catalog['support'] => {
    support ??= createSupport(data);
    return support;
  };
  return {
    ...data,
    docs,
    changed,
    get support() {
      return getSupport();
    },
    between: (older, newer) => between(`${older} ${newer}`),
    withTree: (tree) => {
      const known = trees.get(tree);
      if (known) return known;
      const base = findNearestRelease(data, tree, formOf, getSupport());
      const overlay = overlayTree(data, base, tree, formOf);
      const created = { base, changed: overlay.changed, catalog: createOverlay(overlay) };
      trees.set(tree, created);
      return created;
    },
    view: (release, command) => views(release)(command),
    modelsOf: memoize((release: Release) => createModelRegistry(data.models, release)),
    findModel: createModelFinder(data.sizes),
    modelFacts: new WeakMap(),
    runEvidence: new WeakMap(),
    coreOf: memoize((release: Release) => createMegatronCore(data, release)),
    byName: new Map(data.flags.map((flag) => [flag.name, flag])),
    formerNames: collectFormerNames(data.flags),
    environmentOf: memoize((release: Release) =>
      data.environment.filter(({ releases }) => isInRange(release, releases)).map(({ name }) => name),
    ),
    environmentByName: new Map(data.environment.map((variable) => [variable.name, variable])),
    foreignByName: new Map(
      data.foreign.map(({ name }) => [name, data.foreign.filter((foreign) => foreign.name === name)]),
    ),
    jsonByFlag: new Map(data.json.flatMap((value) => value.flags.map((flag) => [flag, value] as const))),
    // Few configs have options of Megatron.
    get megatronByName() {
      return optionsByName(data.megatron);
    },
  };
}

/** Returns the form of a flag for a command of a release; undefined when the flag does not exist there. */
export function formOf(flag: Flag, release: Release, command: Command): Form | undefined {
  return flag.forms.find(
    (form) => isInRange(release, form.releases) && (form.commands ?? TRAINING_COMMANDS).includes(command),
  );
}

/** Whether a release has the subcommand. */
export const hasCommand = (catalog: CatalogData, release: Release, command: Command): boolean =>
  catalog.commands.some(({ name, releases }) => name === command && isInRange(release, releases));

/** Flags that are suggested for an unknown name. */
const MAX_SIMILAR = 2;

/** Unknown names of flags whose similar ones are remembered while a text is edited and its fixes are tried. */
const MAX_RECENT_NAMES = 100;

function createView({ flags, names }: CatalogData, release: Release, command: Command): CatalogView {
  const forms = new Map<string, Form>();
  for (const flag of flags) {
    const form = formOf(flag, release, command);
    if (form) forms.set(flag.name, form);
  }
  const known = flags.filter(({ name }) => forms.has(name));
  const flagNames = known.map(({ name }) => name);
  const namesByFlag = names.map(({ flag, ranges }) => [flag, collectNames(ranges, release)] as const);
  return {
    forms,
    flags: known,
    spellings: spellingsOf(flags, forms),
    names: new Map(namesByFlag.filter(([, values]) => values.size > 0)),
    findSimilar: memoizeRecent((name) => findNearestNames(name, flagNames, MAX_SIMILAR), MAX_RECENT_NAMES),
  };
}

const collectNames = (ranges: FlagNames['ranges'], release: Release): Set<string> =>
  new Set(ranges.filter(({ releases }) => isInRange(release, releases)).flatMap(({ names }) => names.split(' ')));

/**
 * Whether hardly any other tool has a setting of this name. One such name distinguishes a training config from other
 * files, which share common names such as `lr` or `seed`.
 */
export function isMegatronSpecific(flag: Flag): boolean {
  return /_model_parallel_size$|^context_parallel_size$|^micro_batch_size$|^recompute_|^moe_|^no_(?:save|load)_|_fusion$|^padding_free$|^overlap_|megatron|mcore|^decoder_(?:first|last)_/.test(
    flag.name,
  );
}
