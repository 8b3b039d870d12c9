// Requests about the memory of runs.

/** Draws the GPUs of the command at a line, and their memory. */
export const MEMORY_PICTURE = 'preflight/memoryPicture';

export interface MemoryPictureParams {
  uri: string;
  line: number;
}

export interface MemoryPictureResult {
  /** Name of the file with the line of the command. */
  title: string;
  svg: string;
  /** Sentences that say the same. */
  sentences: string[];
  tables: { caption: string; head: string[]; rows: string[][] }[];
}

/** Finds layouts for the command at a line that fit its GPUs. */
export const FIND_LAYOUTS = 'preflight/layouts';

export interface FindLayoutsParams {
  uri: string;
  line: number;
  /** The GPUs to search for, if they are not those of the file. */
  nodes?: number;
  gpusPerNode?: number;
}

export interface FindLayoutsResult {
  /** The run that was searched for. */
  title: string;
  /** The number of GPUs is unknown. */
  needsGpus: boolean;
  /** Why there are no layouts. */
  message?: string;
  /** Version of the document that the edits are for. */
  version: number;
  layouts: { label: string; sum: string; memory: string; reason: string; limit: string; edit: TextEdits }[];
}

/** Suggests changes for the command at a line, which died from lack of memory. */
export const MEMORY_FIXES = 'preflight/memoryFixes';

export interface MemoryFixesParams {
  uri: string;
  line: number;
}

export interface MemoryFix {
  /** The change with its gain and its price. */
  title: string;
  edit: TextEdits;
}

/** Edits by the address of their document. */
export type TextEdits = Record<string, { range: Range; newText: string }[]>;

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}
