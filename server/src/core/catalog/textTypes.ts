import type { PathFlag } from './pathFlags';
import type { Release } from './release';
import type { Text } from './texts';

/** Texts of a flag for all releases. */
export interface FlagTexts {
  section: string;
  /** The short name and the icon of the section, for lists. */
  group?: string;
  icon?: string;
  /** The effect of the flag in one line. */
  summary: Text;
  /** Markdown: effect, unit, conditions and interactions. */
  description: Text;
  unit?: Text;
  /** The effect of each value, for choices and for known values of free text. */
  values?: Record<string, Text>;
  /** The flags it interacts with most. */
  see?: Text;
  /** The texts about the flag in `swift export`, where they differ. They replace those of the same name and the values. */
  swiftExport?: { summary: Text; description: Text; values?: Record<string, Text> };
  /** The places of its declaration, for `findDeclaration`; absent for a flag that only a tree declares. */
  declared?: string;
  /** The number of public scripts that use it, for each command; see `countUses`. */
  uses?: string;
  /** The kinds of paths that it takes. */
  path?: PathFlag;
  /** Ids on the hubs that releases register for it, separated by spaces, by range of releases. */
  ids?: Readonly<Record<string, string>>;
}

/** The texts of a flag for one release. */
export interface FlagDocs {
  section: string;
  group?: string;
  icon?: string;
  summary: string;
  description: string;
  unit?: string;
  values?: Record<string, string>;
  see?: string[];
  swiftExport?: { summary: string; description: string; values?: Record<string, string> };
  declared?: string;
  uses?: string;
  /** The kinds of paths that it takes. */
  path?: PathFlag;
  /** Ids on the hubs that the release registers for it. */
  ids?: string;
}

/** Texts of an environment variable for all releases. */
export interface VariableTexts {
  summary: Text;
  /** The program or library that reads it. */
  readBy: Text;
  description: Text;
  values?: Record<string, Text>;
  examples?: string[];
}

/** The texts of an environment variable for one release. */
export interface VariableDocs {
  summary: string;
  readBy: string;
  description: string;
  values?: Record<string, string>;
  examples?: string[];
}

/** Texts of an option of Megatron-LM. */
export interface MegatronOptionDocs {
  summary?: string;
}

/** Texts of catalog entries by name and release, which are read when an entry is first explained. */
export interface CatalogDocs {
  flag: (name: string, release: Release) => FlagDocs;
  variable: (name: string, release: Release) => VariableDocs;
  megatronOption: (name: string) => MegatronOptionDocs;
}
