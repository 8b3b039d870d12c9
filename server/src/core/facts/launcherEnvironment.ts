import { inRange, type Release } from '../catalog/release';
import { type Config, type Entry, exportsOf, variablesOf } from '../config/config';
import { isInOther } from '../config/joinConfigs';

/**
 * What becomes of `ENV` of a config file, which ms-swift reads from 4.1 on. Up to 4.2.1 the launcher puts the words of
 * torchrun together before it opens the file, and what the file sets goes over the shell; from 4.2.2 on the file is
 * read first, and what the shell has set is left alone.
 * Source: swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args.
 */
export const FILE_COMES_LATE = '4.1.0-4.2.1';

/** The variables that become words of torchrun. */
const OF_TORCHRUN = ['NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT'];

/** Whether a variable stands in the config file of a run, not in the script. */
export const isOfFile = ({ partial, joinedBy }: Config, { key }: Entry): boolean =>
  partial === true || (joinedBy !== undefined && isInOther(key) !== isInOther(joinedBy.span));

/** The config with the variables in the order in which they are set, and without those that come too late. */
export function withEnvironment(config: Config, release: Release): Config {
  const hasFile = config.partial || config.joinedBy !== undefined;
  if (!hasFile || config.late || !inRange(release, FILE_COMES_LATE)) return config;
  const variables = variablesOf(config);
  const ofFile = variables.filter((entry) => isOfFile(config, entry));
  const ofShell = variables.filter((entry) => !isOfFile(config, entry));
  const late = ofFile.filter(({ name }) => OF_TORCHRUN.includes(name));
  const inTime = ofFile.filter(({ name }) => !OF_TORCHRUN.includes(name));
  return { ...config, exports: exportsOf([], config.exports?.kept), variables: [...ofShell, ...inTime], late };
}
