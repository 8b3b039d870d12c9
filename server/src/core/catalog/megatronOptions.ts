import type { MegatronCore, MegatronOption } from './megatronTypes';
import { isInRange, type Release } from './release';
import type { CatalogData, Form } from './types';

/** Returns the core of a release; undefined from 4.0 on, where arguments never reach Megatron’s parser. */
export function createMegatronCore({ megatron }: CatalogData, release: Release): MegatronCore | undefined {
  const name = Object.entries(megatron.cores).find(([releases]) => isInRange(release, releases))?.[1];
  if (name === undefined) return undefined;
  const options = megatron.options.filter((option) => isInCore(name, option));
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

const isInCore = (core: string, { cores }: MegatronOption): boolean => {
  const [first = '', last = first] = cores.split('-');
  const number = (version: string): number => Number(version.split('.')[1]);
  return number(first) <= number(core) && number(core) <= number(last);
};

/** Converts an option to the form of a flag of the same type, which parses its value. */
export const formOfOption = ({ type, choices }: MegatronOption): Form => ({
  releases: '3.7-3.12',
  type: choices ? 'enum' : type === 'switch' ? 'bool' : type,
  default: null,
  ...(choices && { choices }),
});
