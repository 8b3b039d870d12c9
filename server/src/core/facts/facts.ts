import { type Match, matchFlag } from '../catalog/match';
import { inRange, type Release, type ReleaseChoice } from '../catalog/release';
import { batchSize } from '../catalog/sbatch';
import type { Catalog, Form, Value } from '../catalog/types';
import { isMap, type Parsed, parseWord } from '../catalog/value';
import { type Config, type Entry, envOf, underscored, variableNamed } from '../config/config';
import { type Circumstances, EXTRA_FLAGS, type GivenFlag, type Givens, lastGiven } from './givens';
import { withEnvironment } from './launcherEnvironment';
import type { ModelFacts } from './modelConfig';
import { type Layout, layoutOf } from './parallelLayout';
import { meantFlags } from './renamedFlags';
import { visibleDevices } from './visibleDevices';

/** All that is known of one run when a rule judges it. */
export interface Facts extends Givens {
  /** The sizes of the run, worked out once, when they are first asked for. */
  layout: Layout;
}

/** No run has that many flags; judging each against all others would take forever. */
const MOST_FLAGS = 5000;

/** The flags of a run, with those that are keys of `extra_megatron_kwargs`. */
export const sizeOf = ({ config, extra }: Facts): number => config.flags.length + (extra?.size ?? 0);

/** Nothing is judged then. */
export const hasTooMany = (facts: Facts): boolean => sizeOf(facts) > MOST_FLAGS;

export function factsOf(written: Config, around: Circumstances): Facts {
  const config = withEnvironment(written, around.release.version);
  // One more is enough to tell that there are too many.
  const given = config.flags.slice(0, MOST_FLAGS + 1).map((entry) => givenFlag(entry, around, config));
  const last = new Map(given.flatMap((each) => (each.flag ? [[each.flag.name, each] as const] : [])));
  const named = new Set(given.map(({ entry }) => underscored(entry.name)));
  const worldSize = around.worldSize ?? worldSizeOf(config, around.catalog);
  const { version } = around.release;
  const meant = meantFlags(given, around.catalog, version, config);
  return new Run(config, around, { given, last, named, meant, worldSize, extra: extraOf(last, version) });
}

/** What is read out of the text of a run before anything is asked of it. */
type Read = Pick<Facts, 'given' | 'last' | 'named' | 'meant' | 'worldSize' | 'extra'>;

/** The facts of one run. Where thousands of changes are tried, few of them are ever asked for all of their sizes. */
class Run implements Facts {
  readonly config: Config;
  readonly around: Circumstances;
  readonly catalog: Catalog;
  readonly release: ReleaseChoice;
  readonly model: ModelFacts | undefined;
  readonly worldSize: number | undefined;
  readonly given: Facts['given'];
  readonly last: Facts['last'];
  readonly named: Facts['named'];
  readonly meant: Facts['meant'];
  readonly extra: Facts['extra'];
  readonly values: Facts['values'] = new Map();
  private sizes: Layout | undefined;

  constructor(config: Config, around: Circumstances, read: Read) {
    this.config = config;
    this.around = around;
    this.catalog = around.catalog;
    this.release = around.release;
    this.model = around.model;
    this.worldSize = read.worldSize;
    this.given = read.given;
    this.last = read.last;
    this.named = read.named;
    this.meant = read.meant;
    this.extra = read.extra;
  }

  get layout(): Layout {
    this.sizes ??= layoutOf(this);
    return this.sizes;
  }
}

/** The same run with one flag or launcher variable changed, or added: what a rule would say of it. */
export function changedFacts(facts: Facts, name: string, value: number): Facts {
  const { config, around, given } = facts;
  const scalar = { text: String(value), span: config.head, value: String(value) };
  const isVariable = name === name.toUpperCase();
  const before = isVariable ? undefined : lastGiven(facts, name);
  const old = isVariable ? variableNamed(config, name) : before?.entry;
  const place = { key: config.head, whole: config.head };
  const entry: Entry = old
    ? { ...old, values: [scalar] }
    : { kind: isVariable ? 'env' : 'flag', name, ...place, values: [scalar] };
  const put = (entries: readonly Entry[]): Entry[] =>
    old && entries.includes(old) ? entries.map((each) => (each === old ? entry : each)) : [...entries, entry];
  const changed: Config = isVariable
    ? { ...config, variables: put(config.variables) }
    : { ...config, flags: put(config.flags) };
  if (isVariable) {
    const worldSize = around.worldSize ?? worldSizeOf(changed, around.catalog);
    return new Run(changed, around, { ...readOf(facts), worldSize });
  }
  const read = before ? withWords(before, entry) : givenFlag(entry, around, config);
  const others = before ? given.map((each) => (each === before ? read : each)) : [...given, read];
  const last = read.flag ? new Map(facts.last).set(read.flag.name, read) : facts.last;
  const named = before ? facts.named : new Set(facts.named).add(underscored(entry.name));
  return new Run(changed, around, { ...readOf(facts), given: others, last, named });
}

const readOf = ({ given, last, named, meant, worldSize, extra }: Facts): Read => ({
  given,
  last,
  named,
  meant,
  worldSize,
  extra,
});

function givenFlag(entry: Entry, { catalog, release }: Circumstances, { command }: Config): GivenFlag {
  const match = matchFlag(catalog, catalog.view(release.version, command), entry.name);
  const flag = 'flag' in match ? match.flag : undefined;
  const form = 'form' in match ? match.form : undefined;
  return withWords({ entry, match, flag, form, words: [], value: undefined }, entry);
}

/** The flag as it is known already, with the words of this entry. */
function withWords({ match, flag, form }: GivenFlag, entry: Entry): GivenFlag {
  const words = form && match.kind !== 'complement' ? parsedWords(entry, form) : [];
  return { entry, match, flag, form, words, value: form && valueOfEntry(entry, match, form, words) };
}

const NO_EXTRA: ReadonlyMap<string, Value> = new Map();

/** Up to 3.12 the keys are appended to the words for Megatron's own parser, where they win. Later they mean something else. */
function extraOf(last: Facts['last'], release: Release): Facts['extra'] {
  const [given] = EXTRA_FLAGS.flatMap((name) => last.get(name) ?? []);
  if (!given || !inRange(release, '3.7-3.12')) return NO_EXTRA;
  const { value } = given;
  if (!isMap(value)) return undefined;
  return new Map(Object.entries(value).map(([name, each]) => [underscored(name), each]));
}

/**
 * NPROC_PER_NODE x NNODES of the command's own environment. One of them given, the other counts as 1. In a batch script
 * that asks the scheduler for its number (`$SLURM_NNODES`), it is what the script asked for.
 */
function worldSizeOf(config: Config, catalog: Catalog): number | undefined {
  const isSet = (name: string): boolean => variableNamed(config, name) !== undefined;
  if (!isSet('NPROC_PER_NODE')) return undefined;
  const asked = config.batch && batchSize(catalog.batch, config.batch.directives);
  const size = (name: string, otherwise: number | undefined): number | undefined => {
    const text = envOf(config, name);
    if (text === 'gpu' || text === 'auto') return visibleDevices(config);
    if (text !== undefined) return /^0*[1-9]\d*$/.test(text) ? Number(text) : undefined;
    return isTaken(config, name) ? otherwise : undefined;
  };
  const processes = size('NPROC_PER_NODE', asked?.gpusPerNode);
  const nodes = isSet('NNODES') ? size('NNODES', asked?.nodes) : 1;
  return processes === undefined || nodes === undefined ? undefined : processes * nodes;
}

/** Whether an unknown variable is the scheduler's to say; an argument of the script, or a sum, is not. */
function isTaken(config: Config, name: string): boolean {
  const entry = variableNamed(config, name);
  return !/\$\{?[\d@*]|\$\(\(/.test(entry?.values[0]?.text ?? '');
}

const parsedWords = (entry: Entry, form: Form): (Parsed | undefined)[] =>
  (form.list ? entry.values : entry.values.slice(0, 1)).map(({ value }) =>
    value === undefined ? undefined : parseWord(value, form),
  );

function valueOfEntry(entry: Entry, match: Match, form: Form, words: GivenFlag['words']): Value | undefined {
  if (match.kind === 'complement') return false;
  if (entry.values.length === 0) return form.bare ? true : undefined;
  const values = words.map((parsed) => (parsed?.ok ? parsed.value : undefined));
  if (!form.list) return values[0];
  return values.some((value) => value === undefined) ? undefined : (values as Value[]);
}
