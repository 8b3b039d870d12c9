import { isInRange, type Release } from '../../server/src/core/catalog/release';
import type { Field } from '../../server/src/core/catalog/source/dataclass';
import { readDeclaration } from '../../server/src/core/catalog/source/declared';
import { COMMANDS, type Command } from '../../server/src/core/config/config';

type Declared = Pick<Field, 'name' | 'annotation' | 'default'>;

/** One row of test/data/flag-lifetimes.tsv: a declaration of a flag, and the releases that have it. */
interface Lifetime {
  flag: string;
  commands: Command[];
  from: Release;
  to: Release;
  annotation: string;
  value: string;
}

/** Continues the rows of test/data/flag-lifetimes.tsv into a new release, and adds rows for new declarations. */
export function updateLifetimes(
  table: string,
  fields: ReadonlyMap<Command, ReadonlyMap<string, Declared>>,
  release: Release,
  previous: Release,
): string {
  const rows = readRows(table);
  const result: Lifetime[] = [];
  const continued = new Set<string>();
  for (const row of rows) {
    const goesOn =
      row.to === previous ? row.commands.filter((name) => isSame(row, fields.get(name)?.get(row.flag))) : [];
    const ends = row.commands.filter((name) => !goesOn.includes(name));
    if (goesOn.length > 0) result.push({ ...row, commands: goesOn, to: release });
    if (ends.length > 0) result.push({ ...row, commands: ends });
    const holds = isInRange(release, `${row.from}-${row.to}`) ? row.commands : goesOn;
    for (const command of holds) continued.add(`${row.flag} ${command}`);
  }
  for (const added of findNew(fields, continued, release)) {
    const last = result.findLastIndex(({ flag }) => flag === added.flag);
    result.splice(last < 0 ? result.length : last + 1, 0, added);
  }
  return result.map(printRow).join('');
}

const readRows = (table: string): Lifetime[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [flag = '', commands = '', from = '', to = '', annotation = '', value = ''] = line.split('\t');
      return { flag, commands: commands.split(',') as Command[], from, to, annotation, value };
    });

const printRow = ({ flag, commands, from, to, annotation, value }: Lifetime): string =>
  `${[flag, commands.join(','), from, to, annotation, value].join('\t')}\n`;

const isSame = (row: Lifetime, field: Declared | undefined): boolean =>
  field !== undefined &&
  JSON.stringify(readDeclaration(row.annotation, row.value)) ===
    JSON.stringify(readDeclaration(field.annotation, field.default));

/** The declarations that no row has, one row for all commands with the same one. */
function findNew(
  fields: ReadonlyMap<Command, ReadonlyMap<string, Declared>>,
  continued: ReadonlySet<string>,
  release: Release,
): Lifetime[] {
  const added = new Map<string, Lifetime>();
  for (const command of COMMANDS) {
    for (const { name, annotation, default: value = '' } of fields.get(command)?.values() ?? []) {
      // Internal fields, which no user sets.
      if (name.startsWith('_') || continued.has(`${name} ${command}`)) continue;
      const key = [name, annotation, value].join('\t');
      const row = added.get(key) ?? { flag: name, commands: [], from: release, to: release, annotation, value };
      added.set(key, { ...row, commands: [...row.commands, command] });
    }
  }
  return [...added.values()];
}
