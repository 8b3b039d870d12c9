import { compareReleases, type Release } from './release';

/** A release of ms-swift that a file about an environment asks for, and the line that does so, counted from 1. */
interface Pin {
  version: Release;
  line: number;
}

/** Names of files that say how an image is built. */
export const DOCKERFILE = /^(?:Docker|Container)file(?:[.-].*)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$/;

/** Files that say which packages an environment has, most exact first. */
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
const EXTRAS = String.raw`(?:\[[^\]]*\])?`;
const VERSION = String.raw`v?(\d+(?:\.\d+){0,2})(?:\.(?:post|dev)\d+|(?:a|b|rc)\d+)?`;

/** `ms-swift[all]==3.8.1`, `(~=3.8.0)`, `<4` behind a lower bound, and conda's `ms-swift=3.8`. */
const REQUIREMENT = new RegExp(
  String.raw`(?<![\w./-])${PACKAGE_NAME}${EXTRAS}\s*\(?\s*((?:(?:===?|~=|<=?|>=?|!=|=)\s*[\w.*+!-]+\s*,?\s*)+)`,
  'i',
);
/** poetry's table: `ms-swift = "3.8.1"`, `"^3.8"`, `{version = "~3.8", extras = [...]}`. */
const POETRY_TABLE = new RegExp(
  String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*(?:\{.*?version\s*=\s*)?["']([^"']+)["']`,
  'i',
);
/** What says the very release: the first of these that fits a line. */
const EXACT_RELEASE: readonly RegExp[] = [
  // A tag of the repository: `git+https://github.com/modelscope/ms-swift.git@v3.8.1`.
  String.raw`ms-swift(?:\.git)?@${VERSION}(?![\w.])`,
  // `git clone -b v3.8.1 .../ms-swift`, and the other way round.
  String.raw`(?:-b|--branch)[ =]+${VERSION}(?![\w.])[^\n]*ms-swift`,
  String.raw`ms-swift(?:\.git)?\s[^\n]*(?:(?:-b|--branch)[ =]+|\bgit checkout +)${VERSION}(?![\w.])`,
  // The source of a table: `ms-swift = { git = "...", tag = "v3.8.1" }`.
  String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*\{.*\b(?:tag|rev)\s*=\s*["']${VERSION}["']`,
  // What GitHub packs for a tag, and the files of the package index.
  String.raw`ms-swift/archive/(?:refs/tags/)?${VERSION}\.(?:zip|tar)`,
  String.raw`(?<![\w.-])ms[-_]swift-${VERSION}(?:-[\w.-]+\.whl|\.tar\.gz)`,
  // An image of ModelScope says so in its tag: `modelscope:ubuntu22.04-cuda12.6-...-swift3.8.1`.
  String.raw`(?<!\bms)[-:]swift[-_]?${VERSION}(?![\w.])`,
].map((source) => new RegExp(source, 'i'));
/** A lock file names the package and its version on two lines. */
const LOCKED_NAME = new RegExp(String.raw`^name\s*=\s*"${PACKAGE_NAME}"\s*$`, 'i');

/**
 * The release that a requirements file, a project file, a lock file or a Dockerfile asks for; undefined where it names
 * none, or only a lower bound. `known` are the releases that a range may mean, oldest first.
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
    // Later lines go over earlier ones: a Dockerfile installs another release over that of its image.
    if (version !== undefined) pin = { version, line: index + 1 };
  }
  return pin;
}

/** The files that a requirements file takes in: `-r base.txt`, `-c constraints.txt`. */
export const findIncludedFiles = (requirements: string): string[] =>
  [...requirements.matchAll(/^[ \t]*(?:-[rc]|--(?:requirement|constraint))[ \t=]*([^\s#]+)/gm)].map(
    ([, name = '']) => name,
  );

/** A comment begins a line or stands behind a blank; `#` inside a word, as in `#egg=`, begins none. */
const stripComment = (line: string): string => line.replace(/(?:^|\s)#.*$/, '');

/** A line of a Dockerfile with its variables filled in; one that sets any, as `ARG` and `ENV` do, adds to them. */
function fillVariables(line: string, variables: Map<string, string>): string {
  const text = line.replace(/\$(?:(\w+)|\{(\w+)[^}]*\})/g, (word, plain: string, braced: string) => {
    return variables.get(plain ?? braced) ?? word;
  });
  const [, assignments = ''] = /^\s*(?:ARG|ENV)\s+(.*)$/i.exec(text) ?? [];
  for (const [, name = '', value = ''] of assignments.matchAll(/(\w+)(?:=|\s+)["']?([^\s"']+)/g))
    variables.set(name, value);
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
  const bounds = specifiers.split(',').flatMap((each) => parseBounds(each.trim()) ?? []);
  const exact = bounds.find(({ op }) => op === '==');
  if (exact) return exact.version;
  // Without an upper bound any later release may be there, and then nothing is known.
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
  // `==3.9` is 3.9.0 to pip, while `==3.9.*` and conda's `=3.9` are any 3.9.
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
