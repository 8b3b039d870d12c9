import type { Example } from '../../lint/rule';

/** Shared part of the rules on mistakes in the text of a command, which its syntax finds while reading. */
export const lostTextBase = {
  severity: 'error',
  outcome: 'wrong',
  releases: '3.7+',
  isStructural: true,
  source: 'Bash reference manual: escape character, comments, shell grammar',
} as const;

export const createTextExample = (script: string): Example => ({ flags: '', script });
