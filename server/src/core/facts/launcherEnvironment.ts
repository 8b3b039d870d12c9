import { isInRange, type Release } from '../catalog/release';
import type { Config, Entry } from '../config/config';
import { isInJoined } from '../config/joinConfigs';
import { findVariable, toExports, variablesOf } from '../config/lookup';
import { LAUNCHER_VARIABLE_NAMES } from './launchArguments';

/**
 * Releases in which `ENV` of a config file, read from 4.1 on, comes too late for torchrun. Up to 4.2.1 the launcher
 * builds the torchrun command before it opens the file, and the file overrides the shell; from 4.2.2 on it reads the
 * file first, and variables of the shell take precedence.
 * Source: swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args.
 */
export const LATE_ENV_RELEASES = '4.1.0-4.2.1';

/** Whether a variable is set in the config file of a run, not in the script. */
export const isFromConfigFile = ({ partial, joinedConfigFile }: Config, { key }: Entry): boolean =>
  partial === true || (joinedConfigFile !== undefined && isInJoined(key) !== isInJoined(joinedConfigFile.span));

/** Returns the config with its variables in the order in which they are set, without those that come too late. */
export function orderEnvironment(config: Config, release: Release): Config {
  const hasFile = config.partial || config.joinedConfigFile !== undefined;
  if (!hasFile || config.lateVariables || !isInRange(release, LATE_ENV_RELEASES)) return config;
  const variables = variablesOf(config);
  const fileVariables = variables.filter((entry) => isFromConfigFile(config, entry));
  const scriptVariables = variables.filter((entry) => !isFromConfigFile(config, entry));
  const late = fileVariables.filter(({ name }) => isLauncherVariable(name));
  const inTime = fileVariables.filter(({ name }) => !isLauncherVariable(name));
  return {
    ...config,
    exports: toExports([], config.exports?.findUnexported),
    variables: [...scriptVariables, ...inTime],
    lateVariables: late,
  };
}

const isLauncherVariable = (name: string): boolean => (LAUNCHER_VARIABLE_NAMES as readonly string[]).includes(name);

/** Whether a launcher starts the run: for `megatron`, only if one of the two variables is set, even to an empty text. */
export const usesTorchrun = (config: Config): boolean =>
  (config.launcher !== undefined && config.launcher !== 'none') ||
  findVariable(config, 'NPROC_PER_NODE') !== undefined ||
  findVariable(config, 'NNODES') !== undefined;
