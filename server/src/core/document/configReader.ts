import { isExplicit, isInRange, type ReleaseChoice } from '../catalog/release';
import type { Config, ConfigReader } from '../config/config';
import { isJsonFileName } from '../config/extensions';
import { findConfigFlag } from '../config/lookup';

/** The releases whose `--config` reads a YAML file with OmegaConf. */
const OMEGACONF_RELEASES = '3.10-4.0.4';

/** Code of ms-swift that reads a config file; `none` reads no file. */
export type Reader = ConfigReader | 'launcher' | 'none';

/**
 * The reader of the config file of a command: the launcher of 4.1 and later, one of the two readers of earlier
 * releases, or none. Without an explicit release, the way the command names the file implies a release that reads it.
 */
export function chooseReader(config: Config, release: ReleaseChoice): Reader {
  const hasExplicitRelease = isExplicit(release);
  if (findConfigFlag(config))
    return !hasExplicitRelease || isInRange(release.version, OMEGACONF_RELEASES) ? 'omegaconf' : 'none';
  if (!isJsonFileName(config.configFile?.value ?? '')) return 'launcher';
  return hasExplicitRelease && isInRange(release.version, '4.1+') ? 'launcher' : 'fields';
}

/** Whether OmegaConf reads a YAML file that no command names, since its explicit release has no other reader. */
export const isForOmegaConf = (release: ReleaseChoice): boolean =>
  isExplicit(release) && isInRange(release.version, OMEGACONF_RELEASES);
