import type { Command } from '../config/config';
import { spellingsOf } from './match';
import { megatronCore } from './megatronOptions';
import { remembered } from './memoize';
import { knownModels } from './models';
import { inRange, type Release } from './release';
import type { Catalog, CatalogData, Flag, Form, NamesOfFlag, View } from './types';

export function createCatalog(data: CatalogData): Catalog {
  const optionsByName = remembered(({ options }: CatalogData['megatron']) => {
    return new Map(options.map((option) => [option.name, option]));
  });
  const views = remembered((release: Release) => remembered((command: Command) => viewOf(data, release, command)));
  return {
    ...data,
    view: (release, command) => views(release)(command),
    modelsOf: remembered((release: Release) => knownModels(data.models, release)),
    coreOf: remembered((release: Release) => megatronCore(data, release)),
    byName: new Map(data.flags.map((flag) => [flag.name, flag])),
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

/** The form that holds for a command of a release, undefined where the flag does not exist there. */
export function formOf(flag: Flag, release: Release, command: Command): Form | undefined {
  return flag.forms.find(
    (form) => inRange(release, form.releases) && (form.commands ?? TRAINING_COMMANDS).includes(command),
  );
}

const TRAINING_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf'];

/** Whether a release has the sub-command at all. */
export const hasCommand = (catalog: CatalogData, release: Release, command: Command): boolean =>
  catalog.commands.some(({ name, releases }) => name === command && inRange(release, releases));

function viewOf({ flags, names }: CatalogData, release: Release, command: Command): View {
  const forms = new Map<string, Form>();
  for (const flag of flags) {
    const form = formOf(flag, release, command);
    if (form) forms.set(flag.name, form);
  }
  const known = names.map(({ flag, ranges }) => [flag, namesIn(ranges, release)] as const);
  return {
    forms,
    flags: flags.filter(({ name }) => forms.has(name)),
    spellings: spellingsOf(flags, forms),
    names: new Map(known.filter(([, each]) => each.size > 0)),
  };
}

const namesIn = (ranges: NamesOfFlag['ranges'], release: Release): Set<string> =>
  new Set(ranges.filter(({ releases }) => inRange(release, releases)).flatMap(({ names }) => names.split(' ')));

/**
 * True for names that hardly any other tool gives to a setting, so that one of them tells a training config
 * from other files that happen to share common names such as `lr` or `seed`.
 */
export function isUnmistakable(flag: Flag): boolean {
  return /_model_parallel_size$|^context_parallel_size$|^micro_batch_size$|^recompute_|^moe_|^no_(?:save|load)_|_fusion$|^padding_free$|^overlap_|megatron|mcore|^decoder_(?:first|last)_/.test(
    flag.name,
  );
}
