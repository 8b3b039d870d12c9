/**
 * A text that separates the records and fields of one answer of `squeue`. Names, comments and paths of jobs may contain
 * any character, also line breaks. They were chosen before the query, and so they cannot contain its random mark.
 */
export const createMark = (): string => `m${crypto.randomUUID().replaceAll('-', '')}`;
