import type { Release } from '../../server/src/core/catalog/release';
import { findCounterpart } from '../../server/src/core/catalog/renames';
import type { Catalog } from '../../server/src/core/catalog/types';
import type { Command, Config } from '../../server/src/core/config/config';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Document } from '../../server/src/core/document/document';
import type { MigrationData } from '../../server/src/core/lint/changedDefaults';
import type { Service } from '../../server/src/core/service';

/** A command line before and after its migration, as the real code of both releases runs it. */
export interface MigratedCommand {
  id: string;
  command: Command;
  before: RunCase;
  after: RunCase;
  notes: string[];
}

/** A case of scripts/truth/arguments.py. */
interface RunCase {
  id: string;
  argv: string[];
  env: Record<string, string>;
  modelConfig?: unknown;
  sandbox: { files: Record<string, string> };
}

/** The answer of scripts/truth/arguments.py on a case. */
export interface Result {
  id: string;
  verdict: 'accept' | 'reject' | 'unknown';
  phase: string;
  exception?: string;
  message?: string;
  site?: string;
  arguments?: Record<string, unknown>;
  config?: Record<string, unknown>;
}

/** The models and files that command lines name. */
export interface Surroundings {
  /** The config.json of a model by a part of its path, or the name of its file; undefined if it is unknown. */
  findModel: (name: string) => unknown;
  /** The text of a file by its path. */
  readNamed: (path: string, release: Release) => string | undefined;
}

/** Migrates a text, and lists its megatron commands as both releases get them. */
export function migrateCommands(
  service: Service,
  path: string,
  text: string,
  from: Release,
  to: Release,
  surroundings: Surroundings,
): MigratedCommand[] {
  const syntax = service.findSyntax(undefined, path);
  if (!syntax) return [];
  const read = (each: string): Document => service.read(each, syntax, { swiftVersion: from });
  const document = read(text);
  const { edits, notes } = service.migrate(document, to);
  const migrated = read(applyEdits(text, edits));
  return document.reading.configs.flatMap((config, index): MigratedCommand[] => {
    const newConfig = migrated.reading.configs[index];
    if (config.command === 'swift export' || !newConfig) return [];
    const id = `${path}#${index + 1}`;
    const toCase = (doc: Document, each: Config, release: Release): RunCase => ({
      id,
      ...argumentsOf(service, doc, each),
      ...modelOf(config, release, surroundings),
    });
    const before = toCase(document, config, from);
    return [{ id, command: config.command, before, after: toCase(migrated, newConfig, to), notes }];
  });
}

/** The variables that a cluster sets for a command that takes some of them from it. */
const CLUSTER_VARIABLES: Readonly<Record<string, string>> = {
  NNODES: '2',
  NODE_RANK: '0',
  NPROC_PER_NODE: '8',
  MASTER_ADDR: '127.0.0.1',
  MASTER_PORT: '29500',
};

function argumentsOf(service: Service, document: Document, config: Config): Pick<RunCase, 'argv' | 'env'> {
  const { argv, env } = service.resolve(document, config, true);
  const isOnCluster = env.some(({ name, value }) => value === null && name in CLUSTER_VARIABLES);
  return {
    argv: argv.map(({ value }) => value ?? 'unknown'),
    env: {
      ...(isOnCluster && CLUSTER_VARIABLES),
      ...Object.fromEntries(env.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]))),
    },
  };
}

/** The flags that name the model or a checkpoint of it. */
const MODEL_FLAGS = new Set(['model', 'load', 'mcore_model', 'adapters', 'adapter_load', 'mcore_adapter']);

/** The config.json of the model of a command, and the files that the command names. */
function modelOf(
  config: Config,
  release: Release,
  { findModel, readNamed }: Surroundings,
): Pick<RunCase, 'modelConfig' | 'sandbox'> {
  const given = config.flags.flatMap(({ name, values }): [string, string][] =>
    MODEL_FLAGS.has(name) && values[0]?.value ? [[name, values[0].value]] : [],
  );
  const names = given.flatMap(([, path]) => path.split('/').map((part) => part.replace(/-mcore$/, '')));
  const name = names.find((each) => findModel(each) !== undefined);
  const model = name === undefined ? undefined : findModel(name);
  const folders = given.filter(([, path]) => /-mcore$|checkpoint-[\w-]+$/.test(path));
  const words = config.flags.flatMap(({ values }) => values.flatMap(({ value }) => value ?? []));
  const files = [
    ...folders.flatMap(([flag, path]) => checkpointFiles(flag, path, name, model)),
    ...words.flatMap((word) => {
      const text = readNamed(word, release);
      return text === undefined ? [] : [[word, text]];
    }),
  ];
  return { ...(model !== undefined && { modelConfig: model }), sandbox: { files: Object.fromEntries(files) } };
}

/** The files of a checkpoint that a command reads before its weights. */
function checkpointFiles(flag: string, path: string, name: string | undefined, model: unknown): [string, string][] {
  if (flag === 'model') {
    const text = typeof model === 'string' ? `@config:${model}` : JSON.stringify(model ?? {});
    return [[`${path}/config.json`, text]];
  }
  const isAdapter = flag.includes('adapter');
  const tuner = isAdapter ? 'lora' : 'full';
  const args = JSON.stringify({ model: name, train_type: tuner, tuner_type: tuner });
  const adapter = JSON.stringify({ peft_type: 'LORA', r: 8, lora_alpha: 32 });
  return [
    [`${path}/args.json`, args],
    ...(isAdapter ? [[`${path}/adapter_config.json`, adapter] as [string, string]] : []),
  ];
}

/** An effective value that the migration changes. */
export interface ChangedValue {
  flag: string;
  /** Its name in the new release. */
  target: string;
  before: unknown;
  after: unknown;
}

/** Compares the effective values of all flags that both releases have, under the names of the new one. */
export function compareArguments(
  catalog: Catalog,
  { modelConfig }: MigrationData,
  command: Command,
  [from, to]: readonly [Release, Release],
  before: Result,
  after: Result,
): ChangedValue[] {
  const forms = catalog.view(to, command).forms;
  return [...catalog.view(from, command).forms.keys()].flatMap((name): ChangedValue[] => {
    const flag = catalog.byName.get(name);
    const old = before.arguments?.[name];
    if (!flag || old === undefined) return [];
    const counterpart = forms.has(name) ? { flag, value: 'same' as const } : findCounterpart(catalog, flag, forms);
    const target = counterpart?.flag.name ?? modelConfig[name] ?? name;
    // The program may correct a flag only in the config that Megatron gets.
    const values = [after.arguments?.[target], after.config?.[target]].filter((value) => value !== undefined);
    const expected = convert(old, counterpart?.value ?? 'same');
    if (values.length === 0 || values.some((value) => isSame(expected, value))) return [];
    return [{ flag: name, target, before: old, after: values[0] }];
  });
}

/** A change that does not matter, for the reason that `why` gives. */
export interface HarmlessChange {
  flag: string;
  why: string;
  /** It does not matter only from this value. */
  before?: unknown;
  /** It does not matter only where the run has one of these values. */
  when?: Record<string, unknown[]>;
}

/** Whether the notes tell the user of a change, or it does not matter. */
export function isExplained(
  { flag, target, before }: ChangedValue,
  notes: readonly string[],
  harmless: readonly HarmlessChange[],
  { arguments: args = {}, config = {} }: Result,
): boolean {
  if (notes.some((note) => [flag, target].some((name) => new RegExp(`\\b${name}\\b`).test(note)))) return true;
  return harmless.some(
    (each) =>
      each.flag === flag &&
      (!('before' in each) || JSON.stringify(each.before) === JSON.stringify(before)) &&
      Object.entries(each.when ?? {}).every(([name, values]) => values.includes(args[name] ?? config[name] ?? null)),
  );
}

function convert(value: unknown, change: string): unknown {
  if (change === 'inverted') return typeof value === 'boolean' ? !value : value;
  if (typeof value !== 'number') return value;
  return change === 'x60' ? value * 60 : change === '/60' ? value / 60 : value;
}

/** Data types as 3.x and 4.x name them. */
const DTYPES: Readonly<Record<string, string>> = { fp32: 'float32', bf16: 'bfloat16', fp16: 'float16', fp8: 'uint8' };

/** Whether two values are one, written in another way: a number as text, one item as a list, nothing as an empty list. */
function isSame(before: unknown, after: unknown): boolean {
  const plain = (value: unknown): string =>
    JSON.stringify(Array.isArray(value) ? (value.length > 1 ? value : (value[0] ?? null)) : value);
  const asText = (value: unknown): string => {
    const text = plain(value).replace(/^"(.*)"$/, '$1');
    return DTYPES[text] ?? text;
  };
  return asText(before) === asText(after);
}
