import { isInRange, type Release } from '../../catalog/release';
import { formsOfProgram, isConversion } from '../../catalog/swiftExport';
import type { FlagDocs } from '../../catalog/textTypes';
import type { Catalog, Flag } from '../../catalog/types';
import type { Command } from '../../config/config';

/**
 * Returns the texts of a flag for a release and a command: `swift export` has its own for some, and says of others that
 * it has them.
 */
export function docsOfFlag(catalog: Catalog, flag: Flag, release: Release, command: Command): FlagDocs {
  const { swiftExport, ...docs } = catalog.docs.flag(flag.name, release);
  const ofMegatron = formsOfProgram(flag, 'export').filter(({ releases }) => isInRange(release, releases));
  if (command !== 'swift export' || (ofMegatron.length === 0 && !swiftExport)) return docs;
  if (swiftExport) {
    const { values: _, ...others } = docs;
    return { ...others, ...swiftExport };
  }
  if (isConversion([flag.name])) return docs;
  return {
    ...docs,
    description: `\`swift export\` accepts the flag too. In the megatron commands: ${docs.description}`,
  };
}
