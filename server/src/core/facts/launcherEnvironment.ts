import { isInRange, type Release } from '../catalog/release';
import type { Config, Entry } from '../config/config';
import { isInJoined } from '../config/joinConfigs';
import { toExports, variablesOf } from '../config/lookup';

/**
 * What becomes of `ENV` of a config file, which ms-swift reads from 4.1 on. Up to 4.2.1 the launcher puts the words of
 * torchrun together before it opens the file, and what the file sets goes over the shell; from 4.2.2 on the file is
 * read first, and what the shell has set is left alone.
 * Source: swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args.
 */
export const LATE_ENV_RELEASES = '4.1.0-4.2.1';

/** The variables that become words of torchrun. */
const TORCHRUN_VARIABLES = ['NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT'];

/** Whether a variable stands in the config file of a run, not in the script. */
export const isFromConfigFile = ({ partial, joinedConfigFile: joinedBy }: Config, { key }: Entry): boolean =>
  partial === true || (joinedBy !== undefined && isInJoined(key) !== isInJoined(joinedBy.span));

/** The config with the variables in the order in which they are set, and without those that come too late. */
export function orderEnvironment(config: Config, release: Release): Config {
  const hasFile = config.partial || config.joinedConfigFile !== undefined;
  if (!hasFile || config.lateVariables || !isInRange(release, LATE_ENV_RELEASES)) return config;
  const variables = variablesOf(config);
  const fileVariables = variables.filter((entry) => isFromConfigFile(config, entry));
  const scriptVariables = variables.filter((entry) => !isFromConfigFile(config, entry));
  const late = fileVariables.filter(({ name }) => TORCHRUN_VARIABLES.includes(name));
  const inTime = fileVariables.filter(({ name }) => !TORCHRUN_VARIABLES.includes(name));
  return {
    ...config,
    exports: toExports([], config.exports?.findUnexported),
    variables: [...scriptVariables, ...inTime],
    lateVariables: late,
  };
}
