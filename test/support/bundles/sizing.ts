// Stands in for `server/src/host/sizing.ts`, which loads a bundle: the same functions, from the sources.
import * as sizing from '../../../server/src/core/sizing';

export const loadSizing = (): typeof sizing => sizing;
