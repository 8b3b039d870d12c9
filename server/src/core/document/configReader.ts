import { inRange, isExplicit, type ReleaseChoice } from '../catalog/release';
import { type Config, type FileReader, namingFlag } from '../config/config';

/**
 * Who reads the config file of a command: the launcher of 4.1 and later, the two readers of earlier releases, or
 * nobody. Where nothing names a release, the way in which the file is named speaks for one that reads it so.
 */
export function readerFor(config: Config, release: ReleaseChoice): FileReader | 'launcher' | 'nobody' {
  const isSaid = isExplicit(release);
  if (namingFlag(config)) return !isSaid || inRange(release.version, '3.10-4.0.4') ? 'omegaconf' : 'nobody';
  if (!/\.json$/.test(config.uses?.value ?? '')) return 'launcher';
  return isSaid && inRange(release.version, '4.1+') ? 'launcher' : 'fields';
}
