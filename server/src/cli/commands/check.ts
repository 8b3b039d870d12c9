import { dirname } from 'node:path';
import { FORMER_RULE_IDS } from '../../core/comments/formerRuleIds';
import { matchesRule } from '../../core/comments/suppressions';
import { applyEdits } from '../../core/config/edit';
import type { DocumentContext } from '../../core/document/document';
import { SEVERITIES, type Severities } from '../../core/document/severity';
import type { Service } from '../../core/service';
import { replaceFileText } from '../../host/writeFiles';
import {
  checkDocument,
  type FileReport,
  listReportLines,
  mergeReports,
  type Report,
  reportFindingsOf,
} from '../checkReport';
import { defineCommand, type Sources } from '../command';
import { CONTEXT_OPTIONS, readContextOptions } from '../contextOptions';
import { listConfigFiles, readDocument, readStandardInput, readStat, readText } from '../files';
import { workflowCommandsOf } from '../github';
import type { Output } from '../output';
import { createSarifLog } from '../sarif';
import { UsageError } from '../usageError';

type Print = (output: Output, report: Report, service: Service, rulePages: Sources['rulePages']) => void;

const FORMATS: Readonly<Record<'text' | 'json' | 'sarif' | 'github', Print>> = {
  text: (output, report) => output.writeLines(listReportLines(report)),
  json: (output, report) => output.writeJson(report),
  sarif: (output, ...sources) => output.writeJson(createSarifLog(...sources)),
  github: (output, report) => output.writeWorkflowCommands(workflowCommandsOf(report)),
};

/** Checks files, and reports the findings. */
export const checkCommand = defineCommand({
  name: 'check',
  summary: 'check shell scripts and config files',
  usage: 'PATH...',
  options: {
    format: {
      type: 'string',
      choices: ['text', 'json', 'sarif', 'github'],
      default: 'text',
      summary: 'format of the report',
    },
    severity: {
      type: 'string',
      multiple: true,
      value: 'RULE=SEVERITY',
      summary: 'error, warning, hint or off for a rule or a group (cli.*)',
    },
    fix: { type: 'boolean', summary: 'apply all safe fixes to the files, and report the remaining findings' },
    'stdin-filename': {
      type: 'string',
      value: 'NAME',
      default: 'stdin.sh',
      summary: 'the file name of standard input, which decides its syntax',
    },
    ...CONTEXT_OPTIONS,
  },
  notes: [
    'A folder is searched for shell scripts and config files; - reads standard input. Markdown and Python files are checked when they are named.',
  ],
  examples: [['preflight check .', 'all scripts and configs below the folder']],
  run({ values, positionals, service: readService, rulePages, output }) {
    if (positionals.length === 0) throw new UsageError('check needs a PATH, or - for standard input');
    const service = readService();
    const context = { ...readContextOptions(service, values), severities: parseSeverities(service, values.severity) };
    if (values.fix) for (const path of positionals) fixPath(service, path, context);
    const files = mergeReports(
      positionals.flatMap((path) => checkPath(service, path, values['stdin-filename'], context)),
    );
    FORMATS[values.format](output, { version: 1, files }, service, rulePages);
    return files.some((file) => reportFindingsOf(file).some(({ severity }) => severity === 'error')) ? 1 : 0;
  },
});

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
