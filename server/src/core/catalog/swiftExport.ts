import type { Command } from '../config/config';
import { toUnderscores } from '../config/lookup';
import type { FlagTexts } from './textTypes';
import type { CatalogData, Flag, ForeignFlag, Form } from './types';

/** The flags of `swift export`, as `schemas/swift-export.json` holds them: all of their forms are for this command. */
export interface SwiftExportData {
  /** The forms of flags that a megatron command has too, by name. */
  forms: Readonly<Record<string, Form[]>>;
  /** The texts of such flags, where those about the megatron commands are not true here. Bundles contain none. */
  texts?: ({ name: string } & NonNullable<FlagTexts['swiftExport']>)[];
  /** The flags that no megatron command has. */
  flags: Flag[];
  foreign: ForeignFlag[];
}

const COMMANDS: Command[] = ['swift export'];

/** Adds the flags of `swift export` to the catalog of the megatron commands. */
export function addSwiftExport<Data extends Pick<CatalogData, 'flags' | 'foreign'>>(
  data: Data,
  { forms, texts = [], flags, foreign }: SwiftExportData,
): Data {
  const toOwnForms = (own: readonly Form[]): Form[] => own.map((form) => ({ ...form, commands: COMMANDS }));
  const textsByName = new Map(texts.map(({ name, ...own }) => [name, own]));
  return {
    ...data,
    flags: [
      ...data.flags.map((flag) => {
        const own = forms[flag.name];
        const swiftExport = textsByName.get(flag.name);
        if (!own) return flag;
        return { ...flag, forms: [...flag.forms, ...toOwnForms(own)], ...(swiftExport && { swiftExport }) };
      }),
      ...flags.map((flag) => ({ ...flag, forms: toOwnForms(flag.forms) })),
    ],
    foreign: [...data.foreign, ...foreign.map((each) => ({ ...each, commands: COMMANDS }))],
  };
}

/** Returns the forms of a flag for the program of a command: for `swift export`, or for `megatron`. */
export const formsOfProgram = ({ forms }: Pick<Flag, 'forms'>, command: Command): Form[] =>
  forms.filter(({ commands }) => (commands?.includes('swift export') ?? false) === (command === 'swift export'));

/** The flags of a conversion. Without any of them, `swift export` quantizes, merges or uploads a model. */
const CONVERSION_FLAGS = [
  'to_mcore',
  'to_hf',
  'mcore_model',
  'mcore_adapters',
  'mcore_adapter',
  'test_convert_precision',
  'test_convert_dtype',
];

/**
 * Whether a `swift export` with these flags converts a checkpoint to or from the Megatron format. A name that is being
 * typed, or abbreviated, counts as the flag that it may become.
 */
export const isConversion = (names: readonly string[]): boolean =>
  names.some((name) => CONVERSION_FLAGS.some((flag) => flag.startsWith(toUnderscores(name))));
