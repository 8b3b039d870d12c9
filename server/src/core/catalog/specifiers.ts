import { compareReleases, type Release } from './release';
import { parseVersion } from './version';

/** One part of a requirement. */
interface Bound {
  op: '<' | '<=' | '>' | '>=' | '!=';
  version: Release;
}

/** The releases that satisfy a requirement, oldest first; or the one version that it names. */
type Satisfying =
  | { exact: string }
  | {
      releases: readonly Release[];
      /** The text of a lower bound. */
      lower?: string;
      /** A later release than those of the catalog satisfies it as well. */
      isOpen: boolean;
    };

const SPECIFIER = /^(===?|~=|<=?|>=?|!=|=|\^|~)\s*([\w.*+!-]{1,80})$/;

/**
 * Finds the releases that satisfy version specifiers of pip, of Poetry (`^`, `~`) or of conda (`=`). Undefined for a text
 * that is not one.
 */
export function findSatisfying(text: string, known: readonly Release[]): Satisfying | undefined {
  const specifiers = text
    .replace(/[()\s]/g, '')
    .split(',')
    .filter((part) => part !== '');
  const bounds: Bound[] = [];
  let lower: string | undefined;
  for (const specifier of specifiers) {
    const [, op = '', version = ''] = SPECIFIER.exec(specifier) ?? [];
    if (op === '') return undefined;
    const plain = version.replace(/\.\*$/, '');
    const release = parseVersion(plain)?.release;
    if (release === undefined) return undefined;
    if (isEquality(op)) return { exact: plain === version ? padFor(op, plain) : plain };
    if (op !== '!=' && !op.startsWith('<')) lower ??= plain;
    bounds.push(...boundsOf(op, release));
  }
  if (bounds.length === 0) return undefined;
  const releases = known.filter((release) => bounds.every((bound) => satisfiesBound(release, bound)));
  const isOpen = !bounds.some(({ op }) => op.startsWith('<'));
  return { releases, isOpen, ...(lower !== undefined && { lower }) };
}

const isEquality = (op: string): boolean => op === '==' || op === '===' || op === '=';

/** pip reads `==3.9` as 3.9.0, while `==3.9.*` and conda's `=3.9` mean any 3.9. */
const padFor = (op: string, version: string): string =>
  op !== '=' && /^v?\d+(?:\.\d+)?$/.test(version) ? [...version.split('.'), '0', '0'].slice(0, 3).join('.') : version;

function boundsOf(op: string, version: Release): Bound[] {
  if (op !== '~=' && op !== '~' && op !== '^') return [{ op: op as Bound['op'], version }];
  const parts = version.split('.').map(Number);
  const fixedCount = op === '^' ? 1 : Math.max(1, op === '~' ? Math.min(2, parts.length) : parts.length - 1);
  const upper = parts.slice(0, fixedCount).map((part, index) => (index === fixedCount - 1 ? part + 1 : part));
  return [
    { op: '>=', version },
    { op: '<', version: upper.join('.') },
  ];
}

function satisfiesBound(release: Release, { op, version }: Bound): boolean {
  const comparison = compareReleases(release, version);
  if (op === '!=') return comparison !== 0 || version.split('.').length < 3;
  if (op === '<') return comparison < 0;
  if (op === '<=') return comparison <= 0;
  return op === '>' ? comparison > 0 : comparison >= 0;
}
