import type { Release } from './release';

/** A version of a Python package, as far as it decides which release it is or lies next to. */
export interface Version {
  /** The numbers of the release: `4.1` of `4.1rc2`. */
  release: Release;
  /** It precedes the release: `.dev0`, `a1`, `b1`, `rc1`. */
  isBefore: boolean;
  /** It follows the release: `.post1`, or a local version such as `+cu128`. */
  isAfter: boolean;
}

const MAX_VERSION_LENGTH = 80;
const VERSION = /^v?(\d{1,6}(?:\.\d{1,6}){0,5})([^\d.].*|\.[^\d].*)?$/i;
const BEFORE = /^[.-]?_?(?:dev|a|alpha|b|beta|c|rc|pre|preview)[-._]?\d*(?=$|[.+-])/i;
const AFTER = /^(?:[.-]?_?(?:post|rev|r)[-._]?\d*(?=$|[.+])|\+[a-z0-9])/i;

/** Reads a version as PEP 440 spells it, with or without a `v`; undefined for any other text. */
export function parseVersion(text: string): Version | undefined {
  if (text.length > MAX_VERSION_LENGTH) return undefined;
  const [, release, suffix = ''] = VERSION.exec(text.trim()) ?? [];
  if (release === undefined) return undefined;
  if (suffix === '') return { release, isBefore: false, isAfter: false };
  const isAfter = AFTER.test(suffix);
  // `4.0.0.post1.dev0` follows 4.0.0.
  const isBefore = !isAfter && BEFORE.test(suffix);
  return isAfter || isBefore ? { release, isBefore, isAfter } : undefined;
}

/** Whether a text is a list of version specifiers rather than a version: `>=4.1,<5`. */
export const hasSpecifiers = (text: string): boolean => /^\s*(?:\(\s*)?[<>=~!^]/.test(text);

/** Whether a requirement allows any later release, so that it hardly says which one is used. */
export const isLowerBound = (text: string): boolean => text.split(',').every((part) => /^[\s(]*(?:>|!=)/.test(part));
