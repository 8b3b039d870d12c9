import type * as Sizing from '../core/sizing';

/** Loads pictures and the search for layouts from their own bundle next to the server, when they are first asked for. */
export const loadSizing = (): typeof Sizing => require('./sizing.js') as typeof Sizing;
