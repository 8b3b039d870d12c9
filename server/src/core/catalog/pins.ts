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

const NAME = 'ms[-_.]swift';
const EXTRAS = String.raw`(?:\[[^\]]*\])?`;
const VERSION = String.raw`v?(\d+(?:\.\d+){0,2})(?:\.(?:post|dev)\d+|(?:a|b|rc)\d+)?`;

/** `ms-swift[all]==3.8.1`, `(~=3.8.0)`, `<4` behind a lower bound, and conda's `ms-swift=3.8`. */
const REQUIREMENT = new RegExp(
  String.raw`(?<![\w./-])${NAME}${EXTRAS}\s*\(?\s*((?:(?:===?|~=|<=?|>=?|!=|=)\s*[\w.*+!-]+\s*,?\s*)+)`,
  'i',
);
/** poetry's table: `ms-swift = "3.8.1"`, `"^3.8"`, `{version = "~3.8", extras = [...]}`. */
const TABLE = new RegExp(String.raw`^\s*"?${NAME}"?\s*=\s*(?:\{.*?version\s*=\s*)?["']([^"']+)["']`, 'i');
/** What says the very release: the first of these that fits a line. */
const EXACT: readonly RegExp[] = [
  // A tag of the repository: `git+https://github.com/modelscope/ms-swift.git@v3.8.1`.
  String.raw`ms-swift(?:\.git)?@${VERSION}(?![\w.])`,
  // `git clone -b v3.8.1 .../ms-swift`, and the other way round.
  String.raw`(?:-b|--branch)[ =]+${VERSION}(?![\w.])[^\n]*ms-swift`,
  String.raw`ms-swift(?:\.git)?\s[^\n]*(?:(?:-b|--branch)[ =]+|\bgit checkout +)${VERSION}(?![\w.])`,
  // The source of a table: `ms-swift = { git = "...", tag = "v3.8.1" }`.
  String.raw`^\s*"?${NAME}"?\s*=\s*\{.*\b(?:tag|rev)\s*=\s*["']${VERSION}["']`,
  // What GitHub packs for a tag, and the files of the package index.
  String.raw`ms-swift/archive/(?:refs/tags/)?${VERSION}\.(?:zip|tar)`,
  String.raw`(?<![\w.-])ms[-_]swift-${VERSION}(?:-[\w.-]+\.whl|\.tar\.gz)`,
  // An image of ModelScope says so in its tag: `modelscope:ubuntu22.04-cuda12.6-...-swift3.8.1`.
  String.raw`(?<!\bms)[-:]swift[-_]?${VERSION}(?![\w.])`,
].map((source) => new RegExp(source, 'i'));
/** A lock file names the package and its version on two lines. */
const LOCKED = new RegExp(String.raw`^name\s*=\s*"${NAME}"\s*$`, 'i');

/**
 * The release that a requirements file, a project file, a lock file or a Dockerfile asks for; undefined where it names
 * none, or only a lower bound. `known` are the releases that a range may mean, oldest first.
 */
export function pinIn(text: string, known: readonly Release[]): Pin | undefined {
  if (!/swift/i.test(text)) return undefined;
  let found: Pin | undefined;
  const variables = new Map<string, string>();
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = filled(withoutComment(raw), variables);
    if (!/swift/i.test(line)) continue;
    const locked = LOCKED.test(line)
      ? new RegExp(`^version\\s*=\\s*"${VERSION}"`).exec(lines[index + 1] ?? '')?.[1]
      : undefined;
    const version = locked ?? exactIn(line) ?? rangeIn(line, known);
    // Later lines go over earlier ones: a Dockerfile installs another release over that of its image.
    if (version !== undefined) found = { version, line: index + 1 };
  }
  return found;
}

/** The files that a requirements file takes in: `-r base.txt`, `-c constraints.txt`. */
export const filesIn = (requirements: string): string[] =>
  [...requirements.matchAll(/^[ \t]*(?:-[rc]|--(?:requirement|constraint))[ \t=]*([^\s#]+)/gm)].map(
    ([, name = '']) => name,
  );

/** A comment begins a line or stands behind a blank; `#` inside a word, as in `#egg=`, begins none. */
const withoutComment = (line: string): string => line.replace(/(?:^|\s)#.*$/, '');

/** A line of a Dockerfile with its variables filled in; one that sets any, as `ARG` and `ENV` do, adds to them. */
function filled(line: string, variables: Map<string, string>): string {
  const text = line.replace(/\$(?:(\w+)|\{(\w+)[^}]*\})/g, (word, plain: string, braced: string) => {
    return variables.get(plain ?? braced) ?? word;
  });
  const [, settings = ''] = /^\s*(?:ARG|ENV)\s+(.*)$/i.exec(text) ?? [];
  for (const [, name = '', value = ''] of settings.matchAll(/(\w+)(?:=|\s+)["']?([^\s"']+)/g))
    variables.set(name, value);
  return text;
}

function exactIn(line: string): Release | undefined {
  for (const pattern of EXACT) {
    const version = pattern.exec(line)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

function rangeIn(line: string, known: readonly Release[]): Release | undefined {
  const specifiers = REQUIREMENT.exec(line)?.[1] ?? TABLE.exec(line)?.[1];
  if (specifiers === undefined) return undefined;
  const bounds = specifiers.split(',').flatMap((each) => boundOf(each.trim()) ?? []);
  const exact = bounds.find(({ op }) => op === '==');
  if (exact) return exact.version;
  // Without an upper bound any later release may be there, and then nothing is known.
  if (!bounds.some(({ op }) => op === '<' || op === '<=')) return undefined;
  return known.findLast((release) => bounds.every((bound) => within(release, bound)));
}

interface Bound {
  op: '==' | '<' | '<=' | '>' | '>=' | '!=';
  version: Release;
}

function boundOf(specifier: string): Bound[] | undefined {
  const [, op = '==', version, any] =
    new RegExp(`^(===?|~=|<=?|>=?|!=|=|\\^|~)?\\s*${VERSION}(\\.\\*)?$`).exec(specifier) ?? [];
  if (version === undefined) return undefined;
  const parts = version.split('.').map(Number);
  if (op === '~=' || op === '~' || op === '^') {
    const kept = op === '^' ? 1 : Math.max(1, op === '~' ? Math.min(2, parts.length) : parts.length - 1);
    const above = parts.slice(0, kept).map((part, index) => (index === kept - 1 ? part + 1 : part));
    return [
      { op: '>=', version },
      { op: '<', version: above.join('.') },
    ];
  }
  // `==3.9` is 3.9.0 to pip, while `==3.9.*` and conda's `=3.9` are any 3.9.
  if (op === '==' || op === '===')
    return [{ op: '==', version: any ? version : [...parts, 0, 0].slice(0, 3).join('.') }];
  return [{ op: op === '=' ? '==' : (op as Bound['op']), version }];
}

function within(release: Release, { op, version }: Bound): boolean {
  const order = compareReleases(release, version);
  if (op === '!=') return order !== 0 || version.split('.').length < 3;
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}
