import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMER_RULE_IDS } from '../core/comments/formerRuleIds';
import { matchesRule } from '../core/comments/suppressions';
import { applyEdits } from '../core/config/edit';
import type { DocumentContext } from '../core/document/document';
import { SEVERITIES, type Severities } from '../core/document/severity';
import type { Service } from '../core/service';
import { maskSecrets } from '../core/text/secrets';
import { extractRulePage, RULE_PAGES_PATH } from '../data/rulePage';
import { replaceFileText, WriteError } from '../host/writeFiles';
import {
  checkDocument,
  type FileReport,
  listReportLines,
  mergeReports,
  type Report,
  reportFindingsOf,
} from './checkReport';
import { CONTEXT_OPTIONS, readContextOptions } from './contextOptions';
import {
  listConfigFiles,
  parseLocation,
  readDocument,
  readStandardInput,
  readStat,
  readText,
  UsageError,
} from './files';
import { workflowCommandsOf } from './github';
import { migratePaths } from './migrate';
import { createOutput, type Output } from './output';
import { planPath } from './plan';
import { printLayouts } from './printLayouts';
import { printMemory } from './printMemory';
import { resolveRelease } from './release';
import { printResolved, resolveDocument } from './resolve';
import { createSarifLog } from './sarif';
import { printSchema } from './schema';
import { USAGE } from './usage';

type Write = (text: string) => void;

/** The sources of all answers, each read when first needed. */
interface Sources {
  service: () => Service;
  /** The pages of all rules; undefined if they are missing. */
  rulePages: () => string | undefined;
}

/** Runs the command line and returns its exit code; `write` writes to standard output. */
export function runCommandLine(argv: readonly string[], sources: Sources, write: Write, writeError: Write): number {
  const errors = createOutput(writeError);
  try {
    return dispatch(argv, sources, createOutput(write), errors);
  } catch (error) {
    if (isExpected(error)) errors.writeLines([`preflight: ${maskSecrets(error.message)}`]);
    // The message of an unexpected error may quote a file as well.
    else errors.writeText(maskSecrets(`preflight: ${(error as Error).stack ?? error}`));
    return 2;
  }
}

/** Whether an error explains to the user why the request cannot be carried out. */
const isExpected = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof WriteError || isParseArgsError(error);

const isParseArgsError = (error: unknown): boolean =>
  error instanceof Error && String((error as NodeJS.ErrnoException).code ?? '').startsWith('ERR_PARSE_ARGS');

function dispatch(argv: readonly string[], sources: Sources, output: Output, errors: Output): number {
  const [command, ...rest] = argv;
  const asksForHelp = command === 'help' || argv.some((argument) => argument === '--help' || argument === '-h');
  if (command === undefined || asksForHelp) {
    output.writeText(USAGE);
    return command === undefined ? 2 : 0;
  }
  const service = sources.service();
  if (command === 'check') return check(service, rest, output, sources.rulePages);
  if (command === 'resolve') return resolvePath(service, rest, output);
  if (command === 'memory') return printMemory(service, rest, output);
  if (command === 'layouts') return printLayouts(service, rest, output);
  if (command === 'plan') return planPath(service, rest, output);
  if (command === 'schema') return printSchema(service, rest, output);
  if (command === 'explain') return explain(service, rest, output, sources.rulePages);
  if (command === 'migrate') return migratePaths(service, rest, output, errors);
  throw new UsageError(
    `unknown command "${command}"; the commands are check, resolve, memory, layouts, plan, schema, explain and migrate`,
  );
}

type Print = (output: Output, report: Report, service: Service, rulePages: Sources['rulePages']) => void;

const FORMATS = new Map<string, Print>([
  ['text', (output, report) => output.writeLines(listReportLines(report))],
  ['json', (output, report) => output.writeJson(report)],
  ['sarif', (output, ...sources) => output.writeJson(createSarifLog(...sources))],
  ['github', (output, report) => output.writeWorkflowCommands(workflowCommandsOf(report))],
]);

const CHECK_OPTIONS = {
  ...CONTEXT_OPTIONS,
  format: { type: 'string', default: 'text' },
  severity: { type: 'string', multiple: true, default: [] as string[] },
  fix: { type: 'boolean', default: false },
  'stdin-filename': { type: 'string', default: 'stdin.sh' },
} as const;

function check(service: Service, argv: readonly string[], output: Output, rulePages: Sources['rulePages']): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: CHECK_OPTIONS, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('check needs a PATH, or - for standard input');
  const print = FORMATS.get(values.format);
  if (!print) throw new UsageError(`--format must be one of ${[...FORMATS.keys()].join(', ')}, not "${values.format}"`);
  const context = { ...readContextOptions(service, values), severities: parseSeverities(service, values.severity) };
  if (values.fix) for (const path of positionals) fixPath(service, path, context);
  const files = mergeReports(
    positionals.flatMap((path) => checkPath(service, path, values['stdin-filename'], context)),
  );
  const report = { version: 1 as const, files };
  print(output, report, service, rulePages);
  return files.some((file) => reportFindingsOf(file).some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function parseSeverities(service: Service, options: readonly string[]): Severities {
  return Object.fromEntries(
    options.map((option) => {
      const [id = '', severity = ''] = option.split('=');
      if (!SEVERITIES.some((known) => known === severity))
        throw new UsageError(`--severity must be RULE=${SEVERITIES.join('|')}, not "${option}"`);
      if (!(id in FORMER_RULE_IDS) && !service.rules.some((rule) => matchesRule(id, rule.id)))
        throw new UsageError(`--severity names an unknown rule, "${id}"`);
      return [id, severity as Severities[string]];
    }),
  );
}

function checkPath(service: Service, path: string, stdinName: string, context: DocumentContext): FileReport[] {
  if (path === '-') return checkText(service, stdinName, readStandardInput(), context);
  if (readStat(path).isDirectory()) {
    return listConfigFiles(service, path).flatMap((file) => checkText(service, file, readText(file), context));
  }
  if (!service.findSyntax(undefined, path))
    throw new UsageError(`${path} is not a shell script, YAML, Markdown or Python file by its name`);
  return checkText(service, path, readText(path), context);
}

/** Applies all safe fixes to a file, or to all files below a folder. */
function fixPath(service: Service, path: string, context: DocumentContext): void {
  if (path === '-') throw new UsageError('--fix changes files, so it cannot be used with - (standard input)');
  const isFolder = readStat(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  for (const file of isFolder ? listConfigFiles(service, path) : [path]) {
    const text = readText(file);
    const { edits } = service.fixAll(readDocument(service, file, text, context).document, 'batch');
    if (edits.length > 0) replaceFileText(file, folder, text, applyEdits(text, edits));
  }
}

/** Lints a text with the files that it names. A file without commands is still reported, with none. */
function checkText(service: Service, path: string, text: string, context: DocumentContext): FileReport[] {
  const { document, pathOf } = readDocument(service, path, text, context);
  return checkDocument(service, path, document, pathOf);
}

const RESOLVE_OPTIONS = {
  format: { type: 'string', default: 'json' },
  'show-secrets': { type: 'boolean', default: false },
} as const;

function resolvePath(service: Service, argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: RESOLVE_OPTIONS, allowPositionals: true });
  const { path, line } = parseLocation('resolve', positionals);
  if (!['json', 'text'].includes(values.format))
    throw new UsageError(`--format must be json or text, not "${values.format}"`);
  const { document, pathOf } = readDocument(service, path, readText(path), {});
  const options = { line, pathOf, showSecrets: values['show-secrets'] };
  if (values.format === 'text') output.writeText(printResolved(service, path, document, options));
  else output.writeJson(resolveDocument(service, path, document, options));
  return 0;
}

function explain(service: Service, argv: readonly string[], output: Output, rulePages: Sources['rulePages']): number {
  const options = { 'swift-version': { type: 'string' } } as const;
  const [name, ...more] = argv.filter((argument, index) => !isOptionArgument(argv, index) && argument !== '');
  const { values } = parseArgs({ args: argv.filter((_, index) => isOptionArgument(argv, index)), options });
  if (!name || more.length > 0) throw new UsageError('explain needs one FLAG, VARIABLE or RULE');
  const requested = values['swift-version'];
  const release = requested === undefined ? undefined : resolveRelease(service, '--swift-version', requested);
  const answer = service.explain(name, release);
  if ('markdown' in answer) {
    // A terminal shows the text as it is, where no editor takes `<` for HTML.
    output.writePage(answer.markdown.replaceAll('\\<', '<'));
    return 0;
  }
  if ('rule' in answer) {
    const pages = rulePages();
    if (pages === undefined)
      throw new UsageError(
        `the page of ${name} is in ${RULE_PAGES_PATH.join('/')}, which is missing; the package contains it next to dist`,
      );
    output.writePage(extractRulePage(pages, answer.rule) ?? '');
    return 0;
  }
  const suggestions = answer.unknown.length > 0 ? `; did you mean ${answer.unknown.join(', ')}?` : '';
  throw new UsageError(`"${name}" is neither a flag nor an environment variable nor a rule${suggestions}`);
}

/** In `explain --lr` the argument is a flag: only `--swift-version` and its value are options. */
const isOptionArgument = (argv: readonly string[], index: number): boolean =>
  argv[index] === '--swift-version' ||
  argv[index - 1] === '--swift-version' ||
  (argv[index] ?? '').startsWith('--swift-version=');
