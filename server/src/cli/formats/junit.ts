import { toPrintableLine } from '../../core/text/printable';
import { reportFindingsOf } from '../checkReport';
import type { FormatInput } from './format';

/**
 * Lists the lines of a JUnit report: a test suite for each file, with a test case for each finding. Those that make the
 * check fail are failures; a file without findings has one test case that passes.
 */
export function listJunitLines({ files, isFailing }: Pick<FormatInput, 'files' | 'isFailing'>): string[] {
  const suites = files.map(({ report }) => {
    const cases = reportFindingsOf(report).map((finding) => {
      const { rule, severity, message, range } = finding;
      const line = range.start.line + 1;
      const name = `${rule} (${line}:${range.start.character + 1})`;
      const text = `${report.path}:${line}:${range.start.character + 1}: ${severity}: ${message} [${rule}]`;
      return { name, isFailure: isFailing(finding), severity, message, text };
    });
    return { path: report.path, cases };
  });
  const tests = suites.reduce((sum, { cases }) => sum + Math.max(1, cases.length), 0);
  const failures = suites.reduce((sum, { cases }) => sum + countFailures(cases), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${printAttributes({ name: 'preflight', tests, failures, errors: 0 })}>`,
    ...suites.flatMap(printSuite),
    '</testsuites>',
  ];
}

interface TestCase {
  name: string;
  isFailure: boolean;
  severity: string;
  message: string;
  text: string;
}

const countFailures = (cases: readonly TestCase[]): number => cases.filter(({ isFailure }) => isFailure).length;

function printSuite({ path, cases }: { path: string; cases: readonly TestCase[] }): string[] {
  const counts = { tests: Math.max(1, cases.length), failures: countFailures(cases), errors: 0, skipped: 0 };
  const passed = `    <testcase${printAttributes({ classname: path, name: 'no findings' })}/>`;
  return [
    `  <testsuite${printAttributes({ name: path, ...counts })}>`,
    ...(cases.length === 0 ? [passed] : cases.flatMap((testCase) => printCase(path, testCase))),
    '  </testsuite>',
  ];
}

const printCase = (path: string, { name, isFailure, severity, message, text }: TestCase): string[] => [
  `    <testcase${printAttributes({ classname: path, name })}>`,
  isFailure
    ? `      <failure${printAttributes({ type: severity, message })}>${escapeXml(text)}</failure>`
    : `      <system-out>${escapeXml(text)}</system-out>`,
  '    </testcase>',
];

const printAttributes = (attributes: Readonly<Record<string, string | number>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for XML, in which control characters cannot occur at all: they are shown as escapes. */
const escapeXml = (text: string): string =>
  toPrintableLine(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[&<>"\t]/g,
    (character) => ENTITIES[character] ?? '&#9;',
  );
