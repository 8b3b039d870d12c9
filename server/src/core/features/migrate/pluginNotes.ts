import { isInRange, type Release } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findAllGiven } from '../../facts/givens';
import { PLUGIN_FLAGS } from '../../facts/modelIdentity';
import type { MigrationData } from '../../lint/changedDefaults';

/** Returns the text of a file that a command names; undefined if it cannot be read. */
export type ReadNamedFile = (name: string) => string | undefined;

const IMPORT = /^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm;

/** Notes the modules that the user's own Python files import, or may import, and that a release no longer has. */
export function findPluginNotes(
  { plugins }: MigrationData,
  facts: Facts,
  to: Release,
  readNamedFile: ReadNamedFile,
): string[] {
  const files = findAllGiven(facts, PLUGIN_FLAGS).flatMap(({ entry }) => entry.values);
  const relevant = plugins.filter((each) => isInRange(facts.release.version, each.from) && isInRange(to, each.to));
  return relevant.flatMap(({ modules, note }) =>
    files.flatMap(({ value, text }) => {
      const source = value === undefined ? undefined : readNamedFile(value);
      const gone = source === undefined ? modules : modules.filter((module) => importsModule(source, module));
      if (gone.length === 0) return [];
      const imports = source === undefined ? `may import ${gone.join(' or ')}` : `imports ${gone.join(' and ')}`;
      return [`${text} ${imports}, which ms-swift ${to} no longer has: ${note}`];
    }),
  );
}

const importsModule = (source: string, module: string): boolean =>
  [...source.matchAll(IMPORT)].some(([, name = '']) => name === module || name.startsWith(`${module}.`));
