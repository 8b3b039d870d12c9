import * as sizing from '../core/sizing';

/** A browser loads one file, so pictures and the search for layouts are inside it. */
export const loadSizing = (): typeof sizing => sizing;
