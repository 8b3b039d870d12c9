import { isExplicit, isInRange, type ReleaseChoice } from '../catalog/release';
import type { Config, ConfigReader } from '../config/config';
import { isJsonFileName } from '../config/extensions';
import { findConfigFlag } from '../config/lookup';

/**
 * Who reads the config file of a command: the launcher of 4.1 and later, the two readers of earlier releases, or
 * nobody. Where nothing names a release, the way in which the file is named speaks for one that reads it so.
 */
export function chooseReader(config: Config, release: ReleaseChoice): ConfigReader | 'launcher' | 'nobody' {
  const hasExplicitRelease = isExplicit(release);
  if (findConfigFlag(config))
    return !hasExplicitRelease || isInRange(release.version, '3.10-4.0.4') ? 'omegaconf' : 'nobody';
  if (!isJsonFileName(config.configFile?.value ?? '')) return 'launcher';
  return hasExplicitRelease && isInRange(release.version, '4.1+') ? 'launcher' : 'fields';
}
