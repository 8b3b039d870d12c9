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

/** The core of Megatron-LM that a release of ms-swift starts, with the options that it reaches. */
export interface MegatronCore {
  name: string;
  /** In the order of the data. */
  options: readonly MegatronOption[];
  /** By every key that names them: Megatron’s parser takes no abbreviations, but `no_NAME` where that exists. */
  byName: ReadonlyMap<string, MegatronOption>;
  /** Switches by what they turn off. */
  byOpposite: ReadonlyMap<string, MegatronOption>;
}

/** Undefined from 4.0 on, where the words never reach Megatron’s parser. */
export function megatronCore({ megatron }: CatalogData, release: Release): MegatronCore | undefined {
  const name = Object.entries(megatron.cores).find(([releases]) => inRange(release, releases))?.[1];
  if (name === undefined) return undefined;
  const options = megatron.options.filter((option) => isIn(name, option));
  const complements = options.filter(({ complement }) => complement);
  return {
    name,
    options,
    byName: new Map([
      ...complements.map((option) => [`no_${option.name}`, option] as const),
      ...options.map((option) => [option.name, option] as const),
    ]),
    byOpposite: new Map(options.flatMap((option) => (option.turnsOff ? [[option.turnsOff, option] as const] : []))),
  };
}

const isIn = (core: string, { cores }: MegatronOption): boolean => {
  const [first = '', last = first] = cores.split('-');
  const number = (version: string): number => Number(version.split('.')[1]);
  return number(first) <= number(core) && number(core) <= number(last);
};

/** How a word of an option is read: as a flag of that type would read it. */
export const formOfOption = ({ type, choices }: MegatronOption): Form => ({
  releases: '3.7-3.12',
  type: choices ? 'enum' : type === 'switch' ? 'bool' : type,
  default: null,
  ...(choices && { choices }),
});
