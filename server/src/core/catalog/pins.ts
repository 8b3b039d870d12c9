import { compareReleases, type Release } from './release';

/** A release of ms-swift required by an environment file, with its line number, counted from 1. */
interface Pin {
  version: Release;
  line: number;
}

/** File names of Dockerfiles. */
export const DOCKERFILE = /^(?:Docker|Container)file(?:[.-].*)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$/;

/** File names that list the packages of an environment, most exact first. */
export const PIN_FILES: readonly RegExp[] = [
  /^(?:uv|poetry|pdm)\.lock$/,
  /^requirements[\w.-]*\.(?:txt|in)$/,
  /^constraints[\w.-]*\.txt$/,
  /^(?:pyproject|pixi)\.toml$|^Pipfile$/,
  /^setup\.(?:cfg|py)$/,
  /^(?:environment|conda|env)[\w.-]*\.ya?ml$/,
  DOCKERFILE,
];

const PACKAGE_NAME = 'ms[-_.]swift';
const EXTRAS = String.raw`(?:\[[^\][]*\])?`;
const VERSION = String.raw`v?(\d+(?:\.\d+){0,2})(?:\.(?:post|dev)\d+|(?:a|b|rc)\d+)?`;

/** `ms-swift[all]==3.8.1`, `(~=3.8.0)`, `<4` after a lower bound, and conda's `ms-swift=3.8`. */
const REQUIREMENT = new RegExp(
  String.raw`(?<![\w./-])${PACKAGE_NAME}${EXTRAS}\s*(?:\(\s*)?((?:(?:===?|~=|<=?|>=?|!=|=)\s*[\w.*+!-]+\s*(?:,\s*)?)+)`,
  'i',
);
/** The table of Poetry: `ms-swift = "3.8.1"`, `"^3.8"`, `{version = "~3.8", extras = [...]}`. */
const POETRY_TABLE = new RegExp(
  String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*(?:\{.*?version\s*=\s*)?["']([^"']+)["']`,
  'i',
);
/** Patterns of an exact release; the first one that matches a line counts. */
const EXACT_RELEASE: readonly RegExp[] = [
  // A tag of the repository: `git+https://github.com/modelscope/ms-swift.git@v3.8.1`.
  new RegExp(String.raw`ms-swift(?:\.git)?@${VERSION}(?![\w.])`, 'i'),
  // `git clone -b v3.8.1 .../ms-swift`, in either order.
  new RegExp(String.raw`(?:-b|--branch)[ =]+${VERSION}(?![\w.])[^\n]{0,120}ms-swift`, 'i'),
  new RegExp(
    String.raw`ms-swift(?:\.git)?\s[^\n]{0,120}(?:(?:-b|--branch)[ =]+|\bgit checkout +)${VERSION}(?![\w.])`,
    'i',
  ),
  // The source of a table: `ms-swift = { git = "...", tag = "v3.8.1" }`.
  new RegExp(String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*\{.*\b(?:tag|rev)\s*=\s*["']${VERSION}["']`, 'i'),
  // The archive of a tag on GitHub, and the files of the package index.
  new RegExp(String.raw`ms-swift/archive/(?:refs/tags/)?${VERSION}\.(?:zip|tar)`, 'i'),
  new RegExp(String.raw`(?<![\w.-])ms[-_]swift-${VERSION}(?:-[\w.-]+\.whl|\.tar\.gz)`, 'i'),
  // The tag of a ModelScope image: `modelscope:ubuntu22.04-cuda12.6-...-swift3.8.1`.
  new RegExp(String.raw`(?<!\bms)[-:]swift[-_]?${VERSION}(?![\w.])`, 'i'),
];
/** Limit of the value of a variable in a Dockerfile, in characters: no release is longer. */
const MAX_VARIABLE_LENGTH = 200;
/** The name of the package in a lock file; the version is on the next line. */
const LOCKED_NAME = new RegExp(String.raw`^name\s*=\s*"${PACKAGE_NAME}"\s*$`, 'i');

/**
 * Finds the release that a requirements file, project file, lock file or Dockerfile requires; undefined when there is
 * none, or only a lower bound. A range resolves to the newest of `knownReleases`, which are sorted oldest first.
 */
export function findReleasePin(text: string, knownReleases: readonly Release[]): Pin | undefined {
  if (!/swift/i.test(text)) return undefined;
  let pin: Pin | undefined;
  const variables = new Map<string, string>();
  const lines = text.split('\n');
  for (const [index, rawLine] of lines.entries()) {
    const line = fillVariables(stripComment(rawLine), variables);
    if (!/swift/i.test(line)) continue;
    const lockedVersion = LOCKED_NAME.test(line)
      ? new RegExp(`^version\\s*=\\s*"${VERSION}"`).exec(lines[index + 1] ?? '')?.[1]
      : undefined;
    const version = lockedVersion ?? findExactRelease(line) ?? findReleaseInRange(line, knownReleases);
    // Later lines override earlier ones: a Dockerfile may replace the release of its base image.
    if (version !== undefined) pin = { version, line: index + 1 };
  }
  return pin;
}

/** Finds the files that a requirements file includes: `-r base.txt`, `-c constraints.txt`. */
export const findIncludedFiles = (requirements: string): string[] =>
  [...requirements.matchAll(/^[ \t]*(?:-[rc]|--(?:requirement|constraint))[ \t=]*([^\s#]+)/gm)].map(
    ([, name = '']) => name,
  );

/** Removes a comment, which begins a line or follows a space; the `#` of `#egg=` does not begin one. */
const stripComment = (line: string): string => line.slice(0, /(?:^|\s)#/.exec(line)?.index ?? line.length).trimEnd();

/** Substitutes the variables in a line of a Dockerfile, and records those that its `ARG` or `ENV` sets. */
function fillVariables(line: string, variables: Map<string, string>): string {
  const text = line.replace(
    /\$(?:(\w+)|\{(\w+)(?:[^\w}][^}]{0,100})?\})/g,
    (reference, plain: string, braced: string) => {
      return variables.get(plain ?? braced) ?? reference;
    },
  );
  const assignments = /^\s*(?:ARG|ENV)\s/i.exec(text);
  if (!assignments) return text;
  // Variables made of others could grow with every line.
  for (const [, name = '', value = ''] of text
    .slice(assignments[0].length)
    .matchAll(/(?<!\w)(\w+)(?:=|\s+)["']?([^\s"']+)/g))
    if (value.length <= MAX_VARIABLE_LENGTH) variables.set(name, value);
  return text;
}

function findExactRelease(line: string): Release | undefined {
  for (const pattern of EXACT_RELEASE) {
    const version = pattern.exec(line)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

function findReleaseInRange(line: string, knownReleases: readonly Release[]): Release | undefined {
  const specifiers = REQUIREMENT.exec(line)?.[1] ?? POETRY_TABLE.exec(line)?.[1];
  if (specifiers === undefined) return undefined;
  const bounds = specifiers.split(',').flatMap((specifier) => parseBounds(specifier.trim()) ?? []);
  const exact = bounds.find(({ op }) => op === '==');
  if (exact) return exact.version;
  // Without an upper bound any later release may be installed, so the release is unknown.
  if (!bounds.some(({ op }) => op === '<' || op === '<=')) return undefined;
  return knownReleases.findLast((release) => bounds.every((bound) => satisfiesBound(release, bound)));
}

interface Bound {
  op: '==' | '<' | '<=' | '>' | '>=' | '!=';
  version: Release;
}

function parseBounds(specifier: string): Bound[] | undefined {
  const [, op = '==', version, wildcard] =
    new RegExp(`^(===?|~=|<=?|>=?|!=|=|\\^|~)?\\s*${VERSION}(\\.\\*)?$`).exec(specifier) ?? [];
  if (version === undefined) return undefined;
  const parts = version.split('.').map(Number);
  if (op === '~=' || op === '~' || op === '^') {
    const fixedParts = op === '^' ? 1 : Math.max(1, op === '~' ? Math.min(2, parts.length) : parts.length - 1);
    const upperParts = parts.slice(0, fixedParts).map((part, index) => (index === fixedParts - 1 ? part + 1 : part));
    return [
      { op: '>=', version },
      { op: '<', version: upperParts.join('.') },
    ];
  }
  // pip reads `==3.9` as 3.9.0, while `==3.9.*` and conda's `=3.9` mean any 3.9.
  if (op === '==' || op === '===')
    return [{ op: '==', version: wildcard ? version : [...parts, 0, 0].slice(0, 3).join('.') }];
  return [{ op: op === '=' ? '==' : (op as Bound['op']), version }];
}

function satisfiesBound(release: Release, { op, version }: Bound): boolean {
  const comparison = compareReleases(release, version);
  if (op === '!=') return comparison !== 0 || version.split('.').length < 3;
  if (op === '<') return comparison < 0;
  if (op === '<=') return comparison <= 0;
  return op === '>' ? comparison > 0 : comparison >= 0;
}
