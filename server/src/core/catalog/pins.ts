import { createVariables, type Variables } from './pinVariables';

/** A release of ms-swift that a text requires, as written there, with its line number, counted from 1. */
export interface Pin {
  /** A version, a reference of Git, or version specifiers, for `parseRequest`. */
  version: string;
  line: number;
}

/** File names of Dockerfiles. */
export const DOCKERFILE = /^(?:Docker|Container)file(?:[.-].*)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$/;

/** File names of manifests and of pipelines, which name the images of containers. */
export const MANIFEST = /^(?!environment|conda)[\w.-]+\.ya?ml$/;

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
const EXTRAS = String.raw`(?:\[[^\][]{0,200}\])?`;
const VERSION = String.raw`v?\d+(?:\.\d+){0,2}(?:\.?(?:post|dev)\d+|(?:a|b|rc)\d+)?`;
const REF = `(?:refs/(?:tags|heads)/)?(?:${VERSION}|main|master|release[/-]${VERSION}|[0-9a-f]{7,40})`;

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
  new RegExp(String.raw`ms-swift(?:\.git)?@(${REF})(?![\w.])`, 'i'),
  // `git clone -b v3.8.1 .../ms-swift`, in either order.
  new RegExp(String.raw`(?:-b|--branch)[ =]+(${REF})(?![\w.])[^\n]{0,120}ms-swift`, 'i'),
  new RegExp(
    String.raw`ms-swift(?:\.git)?\s[^\n]{0,120}(?:(?:-b|--branch)[ =]+|\bgit checkout +)(${REF})(?![\w.])`,
    'i',
  ),
  // The source of a table: `ms-swift = { git = "...", tag = "v3.8.1" }`.
  new RegExp(String.raw`^\s*"?${PACKAGE_NAME}"?\s*=\s*\{.*\b(?:tag|rev|branch)\s*=\s*["'](${REF})["']`, 'i'),
  // The archive of a tag on GitHub, and the files of the package index.
  new RegExp(String.raw`ms-swift/archive/(?:refs/(?:tags|heads)/)?(${VERSION}|main)\.(?:zip|tar)`, 'i'),
  new RegExp(String.raw`(?<![\w.-])ms[-_]swift-(${VERSION})(?:-[\w.-]+\.whl|\.tar\.gz)`, 'i'),
  // The tag of a ModelScope image: `modelscope:ubuntu22.04-cuda12.6-...-swift3.8.1`.
  new RegExp(String.raw`[\w}]:(?:[\w.-]{0,120}[\w.]-)?(?<!\bms-)swift[-_]?(${VERSION})(?![\w.])`, 'i'),
];
/** The name of the package in a lock file; the version is on the next line. */
const LOCKED_NAME = new RegExp(String.raw`^name\s*=\s*"${PACKAGE_NAME}"\s*$`, 'i');
const LOCKED_VERSION = new RegExp(`^version\\s*=\\s*"(${VERSION})"`);
const PACKAGE_TOOL = /\b(?:pip[\d.]*|uv|conda|mamba|micromamba|poetry|pdm|pixi)\s/i;
const PACKAGE_VERB = /\b(?:install|add|sync|run)\b/i;
const REQUIREMENT_LINE = new RegExp(`^${PACKAGE_NAME}\\S*$`, 'i');

/** Whether a line is a command that installs packages, or a line of requirements, as a here-document contains it. */
const isInstallation = (line: string): boolean =>
  (PACKAGE_TOOL.test(line) && PACKAGE_VERB.test(line)) || REQUIREMENT_LINE.test(line.trim());

const CHECKOUT = new RegExp(
  String.raw`\bgit\s(?:[^;&|]{0,100}\s)?(?:checkout|switch)\s+(?:--detach\s+)?(${REF})(?![\w.])`,
  'i',
);
const ENTERS_CHECKOUT = /\bgit\s+clone\s[^;&|]{0,200}ms-swift|\b(?:cd|pushd)\s+["']?[^\s;&|]{0,200}ms-swift/i;

/** Finds the release that a requirements file, project file, lock file or Dockerfile requires. */
export function findReleasePin(text: string): Pin | undefined {
  if (!/swift/i.test(text)) return undefined;
  const lines = text.split('\n');
  return findLastPin(lines, createVariables('dockerfile'), (line, index) =>
    LOCKED_NAME.test(line)
      ? LOCKED_VERSION.exec(lines[index + 1] ?? '')?.[1]
      : (findReference(line) ?? findSpecifiers(line)),
  );
}

/**
 * Finds the release in the image of a manifest or of a pipeline, for the scripts that it runs. The image of a manifest with
 * a command of its own says nothing about other files.
 */
export function findImagePin(manifest: string): Pin | undefined {
  if (!/swift/i.test(manifest) || /\bmegatron\s+(?:pt|sft|rlhf|export)\b/.test(manifest)) return undefined;
  return findLastPin(manifest.split('\n'), createVariables('dockerfile'), (line) =>
    /\bimage["']?\s*:/i.test(line) ? findReference(line) : undefined,
  );
}

/**
 * Finds the release that a script installs, checks out, or runs in an image. Commands may be continued on the next lines,
 * and the release may be the value of a variable.
 */
export function findInstalledPin(script: string): Pin | undefined {
  if (!mayNameRelease(script)) return undefined;
  let isInCheckout = false;
  return findLastPin(joinContinuedLines(script), createVariables('script'), (line) => {
    isInCheckout ||= ENTERS_CHECKOUT.test(line);
    const specifiers = isInstallation(line) ? findSpecifiers(line) : undefined;
    return findReference(line) ?? specifiers ?? (isInCheckout ? CHECKOUT.exec(line)?.[1] : undefined);
  });
}

/** A name of the package, or the tag of an image. */
const PACKAGE_OR_TAG = /ms[-_.]swift|swift[-_]?v?[\d$]/gi;

/** Whether a line other than a comment, such as a modeline, names the package: most scripts are not read further. */
const mayNameRelease = (script: string): boolean =>
  [...script.matchAll(PACKAGE_OR_TAG)].some(
    ({ index }) => !/^\s*#/.test(script.slice(script.lastIndexOf('\n', index) + 1, index)),
  );

/** Later lines override earlier ones: a Dockerfile may replace the release of its base image. */
function findLastPin(
  lines: readonly string[],
  variables: Variables,
  find: (line: string, index: number) => string | undefined,
): Pin | undefined {
  let pin: Pin | undefined;
  for (const [index, rawLine] of lines.entries()) {
    if (rawLine === '') continue;
    const version = find(variables.fill(stripComment(rawLine)), index);
    if (version !== undefined) pin = { version, line: index + 1 };
  }
  return pin;
}

/** Joins the lines that a backslash continues at the first of them; the others become empty, which keeps their numbers. */
function joinContinuedLines(text: string): string[] {
  const lines = text.split('\n');
  let first = 0;
  return lines.map((line, index) => {
    if (index < first) return '';
    const parts = [line];
    first = index + 1;
    while (/\\\r?$/.test(parts.at(-1) ?? '') && first < lines.length) parts.push(lines[first++] ?? '');
    return parts.length === 1 ? line : parts.map((part) => part.replace(/\\\r?$/, ' ')).join('');
  });
}

/** Finds the files that a requirements file includes: `-r base.txt`, `-c constraints.txt`. */
export const findIncludedFiles = (requirements: string): string[] =>
  [...requirements.matchAll(/^[ \t]*(?:-[rc]|--(?:requirement|constraint))[ \t=]*([^\s#]+)/gm)].map(
    ([, name = '']) => name,
  );

/** Removes a comment, which begins a line or follows a space; the `#` of `#egg=` does not begin one. */
const stripComment = (line: string): string => line.slice(0, /(?:^|\s)#/.exec(line)?.index ?? line.length).trimEnd();

function findReference(line: string): string | undefined {
  if (!/swift/i.test(line)) return undefined;
  for (const pattern of REFERENCES) {
    const version = pattern.exec(line)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Finds the version specifiers of a requirement, as written. */
function findSpecifiers(line: string): string | undefined {
  if (!/swift/i.test(line)) return undefined;
  const specifiers = REQUIREMENT.exec(line)?.[1] ?? POETRY_TABLE.exec(line)?.[1];
  // An exact version is the same with and without its operator.
  return specifiers?.replace(/(?<![\s,])[\s,]+$/, '').replace(/^===?\s*(?=\d+\.\d+\.\d[^,*]*$)/, '');
}
