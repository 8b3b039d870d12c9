import { type CheckResult, checkTargets, fixTargets, listTargets, type Selection } from '../checkPaths';
import { keepFindings, reportFindingsOf } from '../checkReport';
import { type Call, defineCommand, type ExitCode, type Options } from '../command';
import { CONTEXT_OPTIONS, readContextOptions } from '../contextOptions';
import { FORMATS, type FormatName, isForPeople } from '../formats';
import { writeMessages } from '../messages';
import { createOmissions } from '../omissions';
import { createProgress } from '../progress';
import { createExclusion } from '../selection/ignoreRules';
import {
  createIsFailing,
  describeExcess,
  parseSeverities,
  readMaxWarnings,
  SEVERITY_OPTIONS,
} from '../severityOptions';
import { UsageError } from '../usageError';
import { watchFiles } from '../watch';

const CHECK_OPTIONS = {
  format: {
    type: 'string',
    choices: Object.keys(FORMATS) as FormatName[],
    default: 'text',
    summary: 'format of the report',
  },
  fix: { type: 'boolean', summary: 'apply all safe fixes to the files, and report the remaining findings' },
  watch: { type: 'boolean', summary: 'check again whenever a file that was read changes, until Ctrl-C' },
  quiet: { type: 'boolean', summary: 'report only findings that make the check fail, without a summary' },
  exclude: {
    type: 'string',
    multiple: true,
    value: 'PATTERN',
    summary: 'leave files and folders out, as a line of .gitignore would, also those that are named',
  },
  'stdin-filename': {
    type: 'string',
    value: 'NAME',
    summary: 'the file name of standard input, which decides its kind; default: recognized by its text',
  },
  'allow-empty': { type: 'boolean', summary: 'exit with 0 when there is no training command to check' },
  ...SEVERITY_OPTIONS,
  ...CONTEXT_OPTIONS,
} as const satisfies Options;

type CheckCall = Call<typeof CHECK_OPTIONS>;

/** Checks files, and reports the findings. */
export const checkCommand = defineCommand({
  name: 'check',
  summary: 'check shell scripts and config files',
  usage: 'PATH...',
  options: CHECK_OPTIONS,
  notes: [
    'A folder is searched for shell scripts, YAML and JSON files, except hidden folders, node_modules, symbolic links and what .gitignore names.',
    'Other files are checked when they are named: Markdown, Python, and scripts without an extension. - reads standard input.',
  ],
  examples: [
    ['preflight check .', 'all scripts and configs below the folder'],
    ['preflight check --fix train.sh', 'apply the safe fixes first'],
    ['preflight check --fail-on warning --exclude old/ .', 'warnings fail, and one folder is left out'],
    ['ssh node cat run.yaml | preflight check -', 'standard input'],
    ['preflight check --format sarif . > preflight.sarif', 'a report for a code host'],
  ],
  run(call) {
    const { values, positionals, errors, output } = call;
    if (positionals.length === 0) throw new UsageError('check needs a PATH, or - for standard input');
    if (!values.watch) return checkOnce(call);
    if (values.fix || positionals.includes('-') || !isForPeople(values.format))
      throw new UsageError('--watch only reports files, as text: leave out --fix, - and other formats');
    return watchFiles(
      () => {
        output.clear();
        checkOnce(call);
      },
      () => listTargets(call.service(), readSelection(call), createOmissions()).map(({ path }) => path),
      errors,
    );
  },
});

function readSelection({ values, positionals, service: readService }: CheckCall): Selection {
  const service = readService();
  return {
    paths: positionals,
    stdinName: values['stdin-filename'],
    isExcluded: createExclusion(values.exclude, process.cwd()),
    context: {
      ...readContextOptions(service, values, undefined),
      severities: parseSeverities(service, values.severity),
    },
  };
}

/** Checks all files once. Returns the exit code. */
function checkOnce(call: CheckCall): ExitCode {
  const { values, service: readService, errors } = call;
  const service = readService();
  const maxWarnings = readMaxWarnings(values['max-warnings']);
  const selection = readSelection(call);
  const omissions = createOmissions();
  const targets = listTargets(service, selection, omissions);
  if (values.fix) fixTargets(service, targets, selection.context, omissions);
  const progress = createProgress(errors, targets.length);
  const result = checkTargets(service, targets, selection, omissions, progress.report);
  progress.end();
  // A report of nothing would look like success.
  if (result.files.length > 0 || !omissions.hasFailed()) printReport(call, result);
  const findings = result.files.flatMap(({ report }) => reportFindingsOf(report));
  const excess = describeExcess(findings, maxWarnings);
  const empty = values['allow-empty'] ? [] : result.empty;
  writeMessages(errors, [...omissions.messages(), ...empty, ...(excess === undefined ? [] : [excess])]);
  const hasFailed = excess !== undefined || findings.some(createIsFailing(values['fail-on']));
  return empty.length > 0 || omissions.hasFailed() ? 2 : Number(hasFailed);
}

function printReport({ values, service, rulePages, output, env }: CheckCall, { files }: CheckResult): void {
  const isFailing = createIsFailing(values['fail-on']);
  const isQuiet = values.quiet;
  FORMATS[values.format](output, {
    files: isQuiet ? files.map((file) => ({ ...file, report: keepFindings(file.report, isFailing) })) : files,
    isFailing,
    isQuiet,
    service: service(),
    rulePages,
    root: env.CI_PROJECT_DIR || process.cwd(),
  });
}
