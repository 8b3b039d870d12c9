import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { matchesRule } from '../core/comments/suppressions';
import { applyEdits } from '../core/config/edit';
import type { DocumentContext } from '../core/document/document';
import { SEVERITIES, type Severities } from '../core/document/severity';
import type { Service } from '../core/service';
import { extractRulePage, RULE_PAGES_PATH } from '../data/rulePage';
import {
  checkDocument,
  checkNamedFiles,
  type FileReport,
  mergeReports,
  printText,
  type Report,
  reportFindingsOf,
} from './check';
import {
  listConfigFiles,
  parseLocation,
  readDocument,
  readJsonFile,
  readStat,
  readText,
  replaceText,
  UsageError,
} from './files';
import { printGithub } from './github';
import { migratePaths } from './migrate';
import { planPath } from './plan';
import { resolveRelease } from './release';
import { resolveDocument } from './resolve';
import { printSarif } from './sarif';
import { printSchema } from './schema';

const USAGE = `preflight: checks ms-swift Megatron training configs before they are launched

  preflight check [options] PATH...   judge shell scripts and YAML configs; a folder is searched, - reads standard input
  preflight resolve PATH[:LINE]       what the trainer gets: every word and variable with its origin, as JSON
  preflight plan PATH[:LINE] --target FILE.json [--out DIR]
                                      the plan of a launch, as the editor shows it; --out writes its files; nothing is submitted
  preflight schema [--swift-version VERSION] [--command pt|sft|rlhf|export]
                                      a JSON schema of config files, for any YAML editor; of the newest release where none is named
  preflight explain FLAG|RULE [--swift-version VERSION]
                                      what a flag does and what its default is, or what a rule finds
  preflight migrate PATH --to VERSION the same run for another release, as a diff; --write changes the files

Options of check:
  --format text|json|sarif|github
                              how to report (text)
  --swift-version VERSION     the ms-swift release to judge by; a modeline in the file goes before it
  --world-size N              GPUs of all nodes together
  --model-config FILE         the model's config.json
  --severity RULE=SEVERITY    error, warning, hint or off for a rule or a group (cli.*); may be given several times
  --fix                       apply all safe fixes to the files, and report what is left
  --stdin-filename NAME       the name that standard input is judged by (stdin.sh)

Options of migrate:
  --to VERSION                the release to migrate to
  --from VERSION              the release that the files are written for, where they do not say so themselves
  --write                     change the files instead of printing a diff

Exit code: 0 no errors, 1 errors found or the plan cannot be launched, 2 could not run.
`;

type Write = (text: string) => void;

/** What the command line answers from, each read when it is needed. */
interface Sources {
  service: () => Service;
  /** The pages of all rules, where they are there. */
  rulePages: () => string | undefined;
}

/** Runs the command line and returns its exit code; `write` gets what belongs on standard output. */
export function runCommandLine(argv: readonly string[], sources: Sources, write: Write, writeError: Write): number {
  try {
    return dispatch(argv, sources, write, writeError);
  } catch (error) {
    if (!(error instanceof UsageError) && !isParseArgsError(error)) throw error;
    writeError(`preflight: ${(error as Error).message}\n`);
    return 2;
  }
}

const isParseArgsError = (error: unknown): boolean =>
  error instanceof Error && String((error as NodeJS.ErrnoException).code ?? '').startsWith('ERR_PARSE_ARGS');

function dispatch(argv: readonly string[], sources: Sources, write: Write, writeError: Write): number {
  const [command, ...rest] = argv;
  const asksForHelp = command === 'help' || argv.some((word) => word === '--help' || word === '-h');
  if (command === undefined || asksForHelp) {
    write(USAGE);
    return command === undefined ? 2 : 0;
  }
  const service = sources.service();
  if (command === 'check') return check(service, rest, write, sources.rulePages);
  if (command === 'resolve') return resolvePath(service, rest, write);
  if (command === 'plan') return planPath(service, rest, write);
  if (command === 'schema') return printSchema(service, rest, write);
  if (command === 'explain') return explain(service, rest, write, sources.rulePages);
  if (command === 'migrate') return migratePaths(service, rest, write, writeError);
  throw new UsageError(
    `there is no command "${command}"; the commands are check, resolve, plan, schema, explain and migrate`,
  );
}

type Print = (report: Report, service: Service, rulePages: Sources['rulePages']) => string;

const FORMATS = new Map<string, Print>([
  ['text', printText],
  ['json', (report) => `${JSON.stringify(report, null, 2)}\n`],
  ['sarif', printSarif],
  ['github', printGithub],
]);

const CHECK_OPTIONS = {
  format: { type: 'string', default: 'text' },
  'swift-version': { type: 'string' },
  'world-size': { type: 'string' },
  'model-config': { type: 'string' },
  severity: { type: 'string', multiple: true, default: [] as string[] },
  fix: { type: 'boolean', default: false },
  'stdin-filename': { type: 'string', default: 'stdin.sh' },
} as const;

function check(service: Service, argv: readonly string[], write: Write, rulePages: Sources['rulePages']): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: CHECK_OPTIONS, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('check needs a PATH, or - for standard input');
  const print = FORMATS.get(values.format);
  if (!print) throw new UsageError(`--format is ${[...FORMATS.keys()].join(', ')}, not "${values.format}"`);
  const context = { ...readContextOptions(values), severities: parseSeverities(service, values.severity) };
  if (values.fix) for (const path of positionals) fixPath(service, path, context);
  const files = mergeReports(
    positionals.flatMap((path) => checkPath(service, path, values['stdin-filename'], context)),
  );
  const report = { version: 1 as const, files };
  write(print(report, service, rulePages));
  return files.some((file) => reportFindingsOf(file).some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function readContextOptions(values: {
  'swift-version'?: string;
  'world-size'?: string;
  'model-config'?: string;
}): DocumentContext {
  const version = values['swift-version'];
  if (version !== undefined && !/^v?\d+(\.\d+)*$/.test(version))
    throw new UsageError(`--swift-version is a release such as 3.8.1, not "${version}"`);
  const size = values['world-size'];
  if (size !== undefined && !/^[1-9]\d*$/.test(size))
    throw new UsageError(`--world-size is a number of GPUs, not "${size}"`);
  const model = values['model-config'];
  return {
    swiftVersion: version,
    worldSize: size === undefined ? undefined : Number(size),
    modelConfig: model === undefined ? undefined : readJsonFile(model),
  };
}

function parseSeverities(service: Service, options: readonly string[]): Severities {
  return Object.fromEntries(
    options.map((option) => {
      const [id = '', severity = ''] = option.split('=');
      if (!SEVERITIES.some((each) => each === severity))
        throw new UsageError(`--severity is RULE=${SEVERITIES.join('|')}, not "${option}"`);
      if (!service.rules.some((rule) => matchesRule(id, rule.id)))
        throw new UsageError(`--severity: there is no rule "${id}"`);
      return [id, severity as Severities[string]];
    }),
  );
}

function checkPath(service: Service, path: string, stdinName: string, context: DocumentContext): FileReport[] {
  if (path === '-') return checkText(service, stdinName, readFileSync(0, 'utf8'), context);
  if (readStat(path).isDirectory()) {
    return listConfigFiles(service, path).flatMap((file) => checkText(service, file, readText(file), context));
  }
  if (!service.findSyntax(undefined, path))
    throw new UsageError(`${path}: neither a shell script nor YAML by its name`);
  return checkText(service, path, readText(path), context);
}

/** Applies all safe fixes to a file, or to all files below a folder. */
function fixPath(service: Service, path: string, context: DocumentContext): void {
  if (path === '-') throw new UsageError('--fix changes files, and - is none');
  for (const file of readStat(path).isDirectory() ? listConfigFiles(service, path) : [path]) {
    const text = readText(file);
    const { edits } = service.fixAll(readDocument(service, file, text, context).document);
    if (edits.length > 0) replaceText(file, text, applyEdits(text, edits));
  }
}

/** A file in which there is nothing to judge is still reported, with no commands. */
function checkText(service: Service, path: string, text: string, context: DocumentContext): FileReport[] {
  const { document, pathOf } = readDocument(service, path, text, context);
  return [checkDocument(service, path, document), ...checkNamedFiles(service, document, pathOf)];
}

function resolvePath(service: Service, argv: readonly string[], write: (text: string) => void): number {
  const { positionals } = parseArgs({ args: [...argv], allowPositionals: true });
  const { path, line } = parseLocation('resolve', positionals);
  const { document, pathOf } = readDocument(service, path, readText(path), {});
  const resolution = resolveDocument(service, path, document, line, pathOf);
  write(`${JSON.stringify(resolution, null, 2)}\n`);
  return 0;
}

function explain(service: Service, argv: readonly string[], write: Write, rulePages: Sources['rulePages']): number {
  const options = { 'swift-version': { type: 'string' } } as const;
  const [name, ...more] = argv.filter((word, index) => !isOptionArgument(argv, index) && word !== '');
  const { values } = parseArgs({ args: argv.filter((_, index) => isOptionArgument(argv, index)), options });
  if (!name || more.length > 0) throw new UsageError('explain needs one FLAG or RULE');
  const requested = values['swift-version'];
  const release = requested === undefined ? undefined : resolveRelease(service, '--swift-version', requested);
  const answer = service.explain(name, release);
  if ('markdown' in answer) {
    write(`${answer.markdown}\n`);
    return 0;
  }
  if ('rule' in answer) {
    const pages = rulePages();
    if (pages === undefined)
      throw new UsageError(
        `the page of ${name} is in ${RULE_PAGES_PATH.join('/')}, which is not there; it comes with the package, beside dist`,
      );
    write(`${extractRulePage(pages, answer.rule) ?? ''}\n`);
    return 0;
  }
  const suggestions = answer.unknown.length > 0 ? `; did you mean ${answer.unknown.join(', ')}?` : '';
  throw new UsageError(`"${name}" is neither a flag nor a rule${suggestions}`);
}

/** `explain --lr` asks for a flag: only `--swift-version` and its value are options. */
const isOptionArgument = (argv: readonly string[], index: number): boolean =>
  argv[index] === '--swift-version' ||
  argv[index - 1] === '--swift-version' ||
  (argv[index] ?? '').startsWith('--swift-version=');
