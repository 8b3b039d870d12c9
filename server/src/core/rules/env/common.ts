import type { Config } from '../../config/config';
import { findVariable } from '../../config/lookup';

/** Parses an integer as Python's `int` does; undefined if the text is not one. */
export function parseWholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

/** Whether ms-swift starts the run with torchrun: only if one of the two variables is set, even to an empty text. */
export const usesTorchrun = (config: Config): boolean =>
  findVariable(config, 'NPROC_PER_NODE') !== undefined || findVariable(config, 'NNODES') !== undefined;
