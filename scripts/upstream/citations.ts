import type { SourceFacts } from './sourceFacts';

/** A place in the source code on which a rule rests. */
export interface Citation {
  package: SourceFacts['package'];
  path: string;
  line?: number;
  /** Names of functions or classes in that file. */
  names: string[];
  /** The release in which the rule was read there; undefined for every release. */
  release?: string;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<path>(?:[\w-]+\/)*\w+\.py)\b`,
    '(?<package>ms-swift|Megatron-LM|mcore-bridge)',
    String.raw`(?<other>\b(?:CPython|PyYAML|transformers|TRL|NumPy|omegaconf|peft|Slurm)\b)`,
    String.raw`(?<suffix>\bof |\()?(?<release>(?:core_[rv]|\bv)?\d+\.\d+(?:\.\d+)*)(?![\w/])`,
    String.raw`:(?<line>\d+)|\band (?<next>\d{2,})\b`,
    String.raw`(?<name>\b[A-Za-z_][\w.]*_\w*|\b[A-Z]\w+\.\w+|(?<=, )[A-Za-z]\w+(?=,|$))`,
  ].join('|'),
  'g',
);

const PACKAGES: Record<string, Citation['package']> = {
  'ms-swift': 'swift',
  'Megatron-LM': 'megatron',
  'mcore-bridge': 'mcore_bridge',
};

/** The package of a path by its first folder; undefined for paths inside the package that was named before. */
const packageOf = (path: string): Citation['package'] | undefined =>
  /^(?:src\/)?mcore_bridge\//.test(path)
    ? 'mcore_bridge'
    : path.startsWith('swift/')
      ? 'swift'
      : path.startsWith('megatron/')
        ? 'megatron'
        : undefined;

interface Reader {
  named: Citation['package'] | undefined;
  /** A release before the paths of that package to which it applies, as in `v3.8.1 swift/...`. */
  prefix: string | undefined;
  found: Citation[];
  /** The citations of the clause that is read. */
  clause: Citation[];
}

/**
 * Reads the `source` of a rule, such as `ms-swift v3.8.1 swift/a.py:5; swift/b.py, check_b, of 4.2.3`. Sources in other
 * programs, and words without a file, yield nothing.
 */
export function readCitations(source: string): Citation[] {
  const reader: Reader = { named: undefined, prefix: undefined, found: [], clause: [] };
  for (const clause of source.split(';')) {
    reader.clause = [];
    for (const { groups = {} } of clause.matchAll(TOKEN)) readToken(reader, groups);
    reader.found.push(...reader.clause);
  }
  return reader.found;
}

function readToken(reader: Reader, groups: Partial<Record<string, string>>): void {
  const last = reader.clause.at(-1) ?? reader.found.at(-1);
  const line = groups.line ?? groups.next;
  if (groups.package) {
    reader.named = PACKAGES[groups.package];
    reader.prefix = undefined;
  } else if (groups.other) reader.named = undefined;
  else if (groups.release) readRelease(reader, groups.release.replace(/^(?:core_)?[rv]/, ''), groups);
  else if (groups.path) addPath(reader, groups.path, last);
  else if (line && last) addLine(reader, Number(line), last);
  else if (groups.name) for (const each of reader.clause) each.names.push(groups.name);
}

/** `of 4.2.3` is the release of the paths before it, any other that of the paths after it. */
function readRelease(
  reader: Reader,
  release: string,
  { suffix, release: written = '' }: Partial<Record<string, string>>,
): void {
  const open = reader.clause.filter((each) => each.release === undefined);
  const last = reader.clause.at(-1);
  if (suffix && open.length > 0) for (const each of open) each.release = release;
  // The same place in a further release.
  else if (suffix && last) reader.clause.push({ ...last, names: [...last.names], release });
  else if (!suffix) {
    reader.prefix = release;
    if (written.startsWith('core_')) reader.named = 'megatron';
    const earlier = reader.found.at(-1);
    // `core_r0.15.0:991` is another line of the file before it.
    if (reader.clause.length === 0 && earlier?.package === 'megatron')
      reader.clause.push({ package: 'megatron', path: earlier.path, names: [], release });
  }
}

function addPath(reader: Reader, written: string, last: Citation | undefined): void {
  const own = packageOf(written);
  const inPackage = own ?? reader.named ?? (written.includes('/') ? undefined : last?.package);
  if (!inPackage) return;
  // The release of another package does not apply.
  if (own && own !== (reader.named ?? own)) {
    reader.named = own;
    reader.prefix = undefined;
  }
  const path = written.includes('/') || !last ? written.replace(/^src\//, '') : last.path.replace(/[^/]+$/, written);
  const guess = reader.clause.at(-1);
  // The file that `core_...` repeats is replaced by the one that follows.
  if (guess && guess.line === undefined && guess.release === reader.prefix && guess.path === reader.found.at(-1)?.path)
    reader.clause.pop();
  reader.clause.push({ package: inPackage, path, names: [], ...(reader.prefix && { release: reader.prefix }) });
}

/** A line belongs to the last path, or is a further line of it. */
function addLine(reader: Reader, line: number, last: Citation): void {
  if (last.line === undefined && reader.clause.includes(last)) last.line = line;
  else {
    const { release: _, ...place } = last;
    reader.clause.push({ ...place, names: [], line, ...(reader.prefix && { release: reader.prefix }) });
  }
}
