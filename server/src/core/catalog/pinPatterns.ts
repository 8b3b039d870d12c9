// How texts name a release of ms-swift.

const PACKAGE_NAME = 'ms[-_.]swift';
/** The repository, also under its former name. */
const REPOSITORY = String.raw`(?:ms-swift|modelscope/swift)(?:\.git)?`;
const EXTRAS = String.raw`(?:\[[^\][]{0,200}\])?`;
const VERSION = String.raw`v?\d+(?:\.\d+){0,2}(?:\.?(?:post|dev)\d+|(?:a|b|rc)\d+)?`;
const REF = `(?:(?:refs/)?(?:tags|heads)/|origin/)?(?:${VERSION}|main|master|release[/-]${VERSION}|[0-9a-f]{7,40})`;

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
/** Patterns of a version or of a reference of Git; the first one that matches a line counts. */
const REFERENCES: readonly RegExp[] = [
  // A tag of the repository: `git+https://github.com/modelscope/ms-swift.git@v3.8.1`.
  new RegExp(String.raw`${REPOSITORY}@(${REF})(?![\w.])`, 'i'),
  // `git clone -b v3.8.1 .../ms-swift`, in either order.
  new RegExp(String.raw`(?:-b|--branch)[ =]+["']?(${REF})(?![\w.])[^\n]{0,120}${REPOSITORY}`, 'i'),
  new RegExp(String.raw`${REPOSITORY}["']?\s[^\n]{0,120}(?:-b|--branch)[ =]+["']?(${REF})(?![\w.])`, 'i'),
  // The source of a table: `ms-swift = { git = "...", tag = "v3.8.1" }`, and that of a lock file of uv.
  new RegExp(String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*\{.*\b(?:tag|rev|branch)\s*=\s*["'](${REF})["']`, 'i'),
  new RegExp(String.raw`${REPOSITORY}\?(?:tag|branch)=(${REF})(?![\w.])`, 'i'),
  // The archive of a tag on GitHub, and the files of the package index.
  new RegExp(
    String.raw`(?:ms-swift|modelscope/swift)/archive/(?:refs/(?:tags|heads)/)?(${VERSION}|main)\.(?:zip|tar)`,
    'i',
  ),
  new RegExp(String.raw`(?<![\w.-])ms[-_]swift-(${VERSION})(?:-[\w.-]+\.whl|\.tar\.gz)`, 'i'),
  // The tag of a ModelScope image: `modelscope:ubuntu22.04-cuda12.6-...-swift3.8.1`; and the file of an image.
  new RegExp(String.raw`[\w}]:(?:[\w.-]{0,120}[\w.-])?(?<!\bms-)swift[-_]?(${VERSION})(?![\w.])`, 'i'),
  new RegExp(String.raw`swift[-_]?(${VERSION})(?:[-+_][\w.+-]{0,80})?\.(?:sif|sqsh|simg)\b`, 'i'),
];

const CHECKOUT = new RegExp(
  String.raw`\bgit\s(?:[^;&|]{0,100}\s)?(?:checkout|switch|reset)\s+(?:(?:-[fq]|--(?:detach|hard|force|quiet))\s+|-[bBcC]\s+["']?[\w./-]{1,100}["']?\s+){0,4}["']?(${REF})(?![\w.])`,
  'i',
);
const ENTERS_CHECKOUT =
  /\bgit\s+clone\s[^;&|]{0,200}(?:ms-swift|modelscope\/swift)|\b(?:cd|pushd)\s+["']?[^\s;&|]{0,200}ms-swift/i;

/** The name of the package in a lock file, as `name = "ms-swift"` or `name: ms-swift`. */
export const LOCKED_NAME = new RegExp(String.raw`^[\s-]*name\s*[=:]\s*"?${PACKAGE_NAME}"?\s*$`, 'i');
/** The key of the package in a lock file that is JSON. */
export const LOCKED_KEY = new RegExp(String.raw`"${PACKAGE_NAME}"\s*:\s*\{`, 'i');
export const LOCKED_VERSION = new RegExp(
  String.raw`(?:^|[{,])\s*"?version"?\s*[=:]\s*"?(?:==)?(${VERSION})"?[\s,}]{0,10}$`,
  'i',
);
/** The version of a package in a lock file that is JSON on one line. */
export const LOCKED_ON_LINE = new RegExp(
  String.raw`"${PACKAGE_NAME}"\s*:\s*\{[^{}]{0,5000}"version"\s*:\s*"==(${VERSION})"`,
  'i',
);

/** The table of the package in a project file: `[tool.poetry.dependencies.ms-swift]`. */
export const PACKAGE_TABLE = new RegExp(String.raw`^\s*\[(?:[\w.-]+\.)?"?${PACKAGE_NAME}"?\]`, 'i');
export const TABLE_VALUE = /^\s*(?:version|tag|rev|branch)\s*=\s*["']([^"']{1,80})["']/;

const PACKAGE_TOOL = /\b(?:pip[\d.]*|uvx?|pipx|conda|mamba|micromamba|poetry|pdm|pixi)["'}]{0,3}\s/i;
const PACKAGE_VERB = /\b(?:install|add|sync|run)\b|\s--(?:from|with)\b/i;
const REQUIREMENT_LINE = new RegExp(`^["']?${PACKAGE_NAME}\\S*$`, 'i');
const ARRAY = /^\s*(?:(?:local|readonly|declare|typeset)\s+(?:-\w+\s+){0,3})?\w+\+?=\(/;

/**
 * Whether a line is a command that installs packages, an array for one, or a line of requirements, as a here-document
 * contains it.
 */
export const isInstallation = (line: string): boolean =>
  (PACKAGE_TOOL.test(line) && PACKAGE_VERB.test(line)) || REQUIREMENT_LINE.test(line.trim()) || ARRAY.test(line);

/** Whether a line clones the repository or enters a checkout. */
export const entersCheckout = (line: string): boolean => ENTERS_CHECKOUT.test(line);

/** Finds the reference that a line checks out. */
export const findCheckedOut = (line: string): string | undefined => CHECKOUT.exec(line)?.[1];

/** Finds a version or a reference of Git that a line names. */
export function findReference(line: string): string | undefined {
  if (!/swift/i.test(line)) return undefined;
  for (const pattern of REFERENCES) {
    const version = pattern.exec(line)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Finds the version specifiers of a requirement, as written. */
export function findSpecifiers(line: string): string | undefined {
  if (!/swift/i.test(line)) return undefined;
  const specifiers = REQUIREMENT.exec(line)?.[1] ?? POETRY_TABLE.exec(line)?.[1];
  return (
    specifiers
      ?.replace(/(?<![\s,])[\s,]+$/, '')
      // An exact version is the same with and without its operator.
      .replace(/^===?\s*(?=\d+\.\d+\.\d[^,*]*$)/, '')
      // Conda adds the build.
      .replace(/^(=\s*[\w.]{1,80})=[\w.*]{1,80}$/, '$1')
  );
}

/** Removes a comment, which begins a line or follows a space; the `#` of `#egg=` does not begin one. */
export const stripComment = (line: string): string =>
  line.slice(0, /(?:^|\s)#/.exec(line)?.index ?? line.length).trimEnd();

/**
 * Joins the lines that a backslash continues at the first of them; the others become empty, which keeps their numbers.
 * Docker leaves out lines with comments between the lines of a command, where a shell ends the command.
 */
export function joinContinuedLines(text: string, kind: 'dockerfile' | 'script'): string[] {
  const lines = text.split('\n');
  const isLeftOut = (line: string): boolean => kind === 'dockerfile' && /^\s*#/.test(line);
  let first = 0;
  return lines.map((line, index) => {
    if (index < first) return '';
    const parts = [line];
    first = index + 1;
    while (/\\\r?$/.test(parts.at(-1) ?? '') && first < lines.length) {
      const next = lines[first++] ?? '';
      if (!isLeftOut(next)) parts.push(next);
    }
    return parts.length === 1 ? line : parts.map((part) => part.replace(/\\\r?$/, ' ')).join('');
  });
}
