import type { CatalogData, Form } from './catalog';
import { inRange, type Release } from './release';
import type { Value } from './value';

/**
 * One option of Megatron-LM's own parser, as a key of `extra_megatron_kwargs` names it: `--rampup-batch-size` is
 * `rampup_batch_size`. Source: megatron/training/arguments.py of core_r0.13.0, core_r0.14.0 and core_r0.15.0.
 */
export interface MegatronOption {
  name: string;
  /** First and last core of Megatron-LM that has it, of those that ms-swift starts. */
  cores: string;
  /** A switch takes no value. */
  type: 'switch' | 'int' | 'float' | 'string';
  choices?: string[];
  list?: boolean;
  /** May stand without a value. */
  bare?: boolean;
  /** What a switch turns off: `bias_dropout_fusion` for `no_bias_dropout_fusion`. */
  turnsOff?: string;
  /** What a switch sets where that has another name. */
  sets?: string;
  /** Also exists as `no_NAME`. */
  complement?: boolean;
  default?: Value;
  summary?: string;
}

export interface MegatronData {
  /** Releases of ms-swift, and the core that they start. */
  cores: Readonly<Record<string, string>>;
  options: MegatronOption[];
}

/** The core of Megatron-LM that a release starts; undefined from 4.0 on, where the words never reach its parser. */
export const coreOf = ({ megatron }: CatalogData, release: Release): string | undefined =>
  Object.entries(megatron.cores).find(([releases]) => inRange(release, releases))?.[1];

const isIn = (core: string, { cores }: MegatronOption): boolean => {
  const [first = '', last = first] = cores.split('-');
  const number = (version: string): number => Number(version.split('.')[1]);
  return number(first) <= number(core) && number(core) <= number(last);
};

/** The options that a release reaches, in the order of the data; none from 4.0 on. */
export function megatronOptions(catalog: CatalogData, release: Release): MegatronOption[] {
  const core = coreOf(catalog, release);
  return core === undefined ? [] : catalog.megatron.options.filter((option) => isIn(core, option));
}

/** The option that a key names, as Megatron's parser would find it: it takes no abbreviations. */
export const optionNamed = (options: readonly MegatronOption[], name: string): MegatronOption | undefined =>
  options.find((option) => option.name === name) ??
  options.find((option) => option.complement && name === `no_${option.name}`);

/** How a word of an option is read: as a flag of that type would read it. */
export const formOfOption = ({ type, choices }: MegatronOption): Form => ({
  releases: '3.7-3.12',
  type: choices ? 'enum' : type === 'switch' ? 'bool' : type,
  default: null,
  ...(choices && { choices }),
});
