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
