import type { MegatronOption } from './catalog/megatronTypes';
import { isInRange, type Release } from './catalog/release';
import { partsOfRelease, tableOfRelease, textOfRelease } from './catalog/texts';
import type {
  CatalogDocs,
  FlagDocs,
  FlagTexts,
  MegatronOptionDocs,
  VariableDocs,
  VariableTexts,
} from './catalog/textTypes';
import type { CatalogData, EnvironmentVariable, Flag } from './catalog/types';
import type { LintRule, Rule, RuleDocs } from './lint/rule';
import { subjectOf } from './lint/subject';

/** Texts that explain rules and catalog entries, by id or name. Linting needs none of them. */
export interface Docs extends CatalogDocs {
  /** The address of the site with the pages of rules; empty while there is none. */
  site: string;
  rule: (id: string) => RuleDocs | undefined;
}

/** The same texts as one table per kind. */
export interface DocTables {
  rules: Readonly<Record<string, RuleDocs>>;
  flags: Readonly<Record<string, FlagTexts>>;
  environment: Readonly<Record<string, VariableTexts>>;
  megatron: Readonly<Record<string, MegatronOptionDocs>>;
}

/** The ids or names of a table, in the order of the rules or of the data file. */
export function listDocKeys(kind: keyof DocTables, data: CatalogData, rules: readonly LintRule[]): string[] {
  if (kind === 'rules') return rules.map(({ id }) => id);
  return (kind === 'megatron' ? data.megatron.options : data[kind]).map(({ name }) => name);
}

/** Looks texts up in tables, each of which is read at the first look-up. */
export function createDocs(readTable: <Kind extends keyof DocTables>(kind: Kind) => DocTables[Kind], site = ''): Docs {
  const tables: Partial<DocTables> = {};
  const getTable = <Kind extends keyof DocTables>(kind: Kind): DocTables[Kind] => {
    const table = tables[kind] ?? readTable(kind);
    tables[kind] = table;
    return table;
  };
  return {
    site,
    rule: (id) => getTable('rules')[id],
    flag: (name, release) => flagDocsOf(getTable('flags')[name] ?? TEXTS_OF_UNLISTED_FLAGS, release),
    variable: (name, release) => variableDocsOf(getTable('environment')[name] as VariableTexts, release),
    megatronOption: (name) => getTable('megatron')[name] as MegatronOptionDocs,
  };
}

/** Returns what the texts of a flag say about a release. */
function flagDocsOf(
  { section, group, icon, unit, see, swiftExport, declared, uses, path, ids, ...texts }: FlagTexts,
  release: Release,
): FlagDocs {
  const unitText = unit === undefined ? '' : textOfRelease(unit, release);
  return {
    section,
    ...(group !== undefined && { group }),
    ...(icon !== undefined && { icon }),
    ...explainedTextsOf(texts, release),
    ...(unitText !== '' && { unit: unitText }),
    ...(see !== undefined && { see: partsOfRelease(see, release) }),
    ...(swiftExport && { swiftExport: explainedTextsOf(swiftExport, release) }),
    ...(declared !== undefined && { declared }),
    ...(uses !== undefined && { uses }),
    ...(path && { path }),
    ...(ids && { ids: idsOfRelease(ids, release) }),
  };
}

const idsOfRelease = (ids: Readonly<Record<string, string>>, release: Release): string =>
  Object.entries(ids)
    .flatMap(([range, names]) => (isInRange(release, range) ? names : []))
    .join(' ');

const variableDocsOf = ({ readBy, examples, ...texts }: VariableTexts, release: Release): VariableDocs => ({
  ...explainedTextsOf(texts, release),
  readBy: textOfRelease(readBy, release),
  ...(examples && { examples }),
});

/** The texts that flags and variables share. */
const explainedTextsOf = (
  { summary, description, values }: Pick<FlagTexts, 'summary' | 'description' | 'values'>,
  release: Release,
): Pick<FlagDocs, 'summary' | 'description' | 'values'> => ({
  summary: textOfRelease(summary, release),
  description: textOfRelease(description, release),
  ...(values && { values: tableOfRelease(values, release) }),
});

/** The texts of a flag that only the code of an installed ms-swift declares. */
const TEXTS_OF_UNLISTED_FLAGS: FlagTexts = {
  section: 'Other flags',
  summary: 'A flag of the ms-swift at hand that the catalog does not describe',
  description:
    'The argument classes of the ms-swift that belongs to this file declare it. The catalog does not describe it.',
};

/** Catalog data as the files of `schemas` hold it, texts included. */
export interface DocumentedData extends CatalogData {
  flags: (Flag & FlagTexts)[];
  environment: (EnvironmentVariable & VariableTexts)[];
  megatron: CatalogData['megatron'] & { options: (MegatronOption & MegatronOptionDocs)[] };
}

/** The texts of rules and data that carry them inline. */
export const docTablesOf = (data: DocumentedData, rules: readonly Rule[]): DocTables => ({
  rules: Object.fromEntries(rules.map((rule) => [rule.id, { title: rule.title, subject: subjectOf(rule.bad) }])),
  flags: tableByName(data.flags),
  environment: tableByName(data.environment),
  megatron: tableByName(data.megatron.options),
});

const tableByName = <T extends { name: string }>(items: readonly T[]): Record<string, T> =>
  Object.fromEntries(items.map((item) => [item.name, item]));
