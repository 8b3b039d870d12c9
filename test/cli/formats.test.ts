import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { afterAll, describe, expect, it } from 'vitest';
import type { FindingReport } from '../../server/src/cli/checkReport';
import { FORMATS } from '../../server/src/cli/formats';
import type { FormatInput } from '../../server/src/cli/formats/format';
import { listJunitLines } from '../../server/src/cli/formats/junit';
import { createSarifLog } from '../../server/src/cli/formats/sarif';
import { createOutput } from '../../server/src/cli/output';
import { ruleAddressOf } from '../../server/src/core/features/ruleAddress';
import { toPrintableLine } from '../../server/src/core/text/printable';
import { createSecretFinder } from '../../server/src/core/text/secrets';
import { runPreflight } from '../support/cli';
import { hasControls, hostileText, isBuildCommand } from '../support/hostileText';
import { service } from '../support/service';

const folder = mkdtempSync(join(tmpdir(), 'preflight-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = 'NPROC_PER_NODE=8 \\\nmegatron sft run.yaml \\\n    --packing ture \\\n    --lr 1e-5\n';
writeFileSync(join(folder, 'a b,c.sh'), SCRIPT);
writeFileSync(join(folder, 'run.yaml'), 'seed: x\nlr: 1\n');
writeFileSync(join(folder, 'broken.yaml'), '# preflight:\nlr: a: b\n');

const check = (format: string, ...paths: string[]) => runPreflight(folder, ['check', '--format', format, ...paths]);

/** Reads the schema of the standard from Microsoft's test matchers. It is written in draft 4, which uses `id`. */
function readSarifSchema(): object {
  const main = createRequire(import.meta.url).resolve('@microsoft/jest-sarif');
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync(join(dirname(main), 'schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
  return schema;
}

interface SarifResult {
  ruleId: string;
  ruleIndex: number;
  level: string;
  locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }];
}

describe('preflight check --format sarif', () => {
  const { status, stdout } = check('sarif', 'a b,c.sh', 'broken.yaml');
  const log = JSON.parse(stdout);

  it('conforms to the schema of SARIF 2.1.0', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const validate = ajv.compile(readSarifSchema());
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
    expect(status).toBe(1);
  });

  it('contains rules, locations and fixes of all findings', () => {
    const [run] = log.runs;
    const results = run.results.map(({ ruleId, level, locations: [{ physicalLocation }] }: SarifResult) => {
      const { artifactLocation, region } = physicalLocation;
      return `${ruleId} ${level} ${artifactLocation.uri}:${region.startLine}`;
    });
    expect(results).toEqual([
      'cli.bool error a%20b%2Cc.sh:3',
      'cli.int error run.yaml:1',
      'yaml.syntax error broken.yaml:2',
    ]);
    const [first] = run.results;
    expect(first.locations[0].physicalLocation.region).toEqual({
      startLine: 3,
      startColumn: 15,
      endLine: 3,
      endColumn: 19,
    });
    expect(first.fixes[0].artifactChanges[0].replacements[0].insertedContent).toEqual({ text: 'true' });
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('contains no result without a finding', () => {
    writeFileSync(join(folder, 'good.sh'), 'echo megatron\n');
    expect(JSON.parse(check('sarif', 'good.sh').stdout).runs[0].results).toEqual([]);
  });
});

describe('preflight check --format github', () => {
  it('prints one workflow command per finding', () => {
    const { status, stdout } = check('github', 'a b,c.sh');
    expect(status).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      '::error file=a b%2Cc.sh,line=3,endLine=3,col=15,endColumn=19,title=preflight%3A cli.bool::`ture` is not a value of packing (bool): expected true or false.',
    );
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(?:error|warning|notice) file=[^:]+::./);
  });

  it('reports every file, including named config files', () => {
    const { stdout } = check('github', 'a b,c.sh', 'broken.yaml');
    const files = stdout.matchAll(/^::\w+ file=(.*?),line=/gm);
    expect([...files].map(([, name]) => name)).toEqual(['a b%2Cc.sh', 'run.yaml', 'broken.yaml']);
  });
});

describe('preflight check of a config file that several commands name', () => {
  it('checks the file for each command, and reports each finding once', () => {
    writeFileSync(
      join(folder, 'two.sh'),
      'megatron rlhf two.yaml\nmegatron sft two.yaml\nmegatron sft two.yaml --lr 1e-5\n',
    );
    writeFileSync(join(folder, 'two.yaml'), 'beta: 0.1\nlr: 1e-5\npacking: ture\n');
    const { files } = JSON.parse(check('json', 'two.sh', 'two.yaml').stdout);
    const file = files.find(({ path }: { path: string }) => path === 'two.yaml');
    const found = file.commands.flatMap(
      ({ findings }: { findings: { rule: string; range: { start: { line: number } } }[] }) =>
        findings.map(({ rule, range }) => `${rule} ${range.start.line}`),
    );
    expect(found.toSorted()).toEqual(['cli.bool 2', 'rlhf.flag-in-sft 0']);
  });
});

/** The properties of a Code Quality report that GitLab documents as required. */
const CODE_QUALITY_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    additionalProperties: false,
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // GitLab finds no file whose path begins with ./ or /.
          path: { type: 'string', pattern: '^[^./]' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};

const finding = (message: string): FindingReport => ({
  ...{ rule: 'cli.bool', severity: 'error', outcome: 'rejected', message, flags: [], fixes: [] },
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
});

/** The input of a format: one file with one finding. */
const inputOf = (path: string, message: string): FormatInput => ({
  files: [
    { report: { path, commands: [], problems: [finding(message)] }, text: '', secrets: () => createSecretFinder([]) },
  ],
  isFailing: () => true,
  isQuiet: false,
  service,
  rulePages: () => '',
  root: '/repo',
});

const anyText = fc.oneof(hostileText, fc.string({ unit: 'binary' }), fc.constantFrom(']]>', '<!--', '&amp;', '"\''));

describe('a report in JSON for a service', () => {
  it('links the page of each rule that has an address', () => {
    const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(readSarifSchema());
    const links = (ruleAddress: (id: string) => string | undefined): (string | undefined)[] => {
      const log = createSarifLog({ ...inputOf('a.sh', 'wrong'), service: { ...service, ruleAddress } });
      expect(isSarif(JSON.parse(JSON.stringify(log))), JSON.stringify(isSarif.errors)).toBe(true);
      return log.runs.flatMap(({ tool }) =>
        tool.driver.rules.map((rule) => ('helpUri' in rule ? rule.helpUri : undefined)),
      );
    };
    expect(links((id) => ruleAddressOf('https://docs.example.org', id))).toEqual([
      'https://docs.example.org/rules/cli.bool.html',
    ]);
    expect(links(() => undefined)).toEqual([undefined]);
  });

  it('is valid, and keeps names and messages, for any texts', () => {
    const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(readSarifSchema());
    const isCodeQuality = new Ajv({ strict: false }).compile(CODE_QUALITY_SCHEMA);
    const print = (format: 'sarif' | 'gitlab', path: string, message: string) => {
      let written = '';
      const output = createOutput({ write: (text) => (written += text) }, {});
      FORMATS[format](output, inputOf(path, message));
      for (const line of written.split('\n')) expect(hasControls(line) || isBuildCommand(line)).toBe(false);
      return JSON.parse(written);
    };
    fc.assert(
      fc.property(anyText, anyText, (name, message) => {
        const path = `a${name.replaceAll(/[\\/]/g, '')}b.sh`;
        const sarif = print('sarif', path, message);
        expect(isSarif(sarif), JSON.stringify(isSarif.errors)).toBe(true);
        const [{ message: shown, locations }] = sarif.runs[0].results;
        expect(shown.text).toBe(message);
        expect(decodeURIComponent(locations[0].physicalLocation.artifactLocation.uri)).toBe(path);
        const issues = print('gitlab', `/repo/${path}`, `x${message}`);
        expect(isCodeQuality(issues), JSON.stringify(isCodeQuality.errors)).toBe(true);
        expect(issues).toMatchObject([{ description: `x${message}`, location: { path } }]);
      }),
    );
  });
});

interface CodeQualityIssue {
  check_name: string;
  fingerprint: string;
  location: { path: string; lines: { begin: number } };
}

describe('preflight check --format gitlab', () => {
  const checkIssues = (env: Record<string, string>, ...paths: string[]): CodeQualityIssue[] =>
    JSON.parse(runPreflight(folder, ['check', '--format', 'gitlab', ...paths], '', env).stdout);

  it('has the fields that GitLab documents, with paths from the folder of the project', () => {
    const validate = new Ajv({ strict: false }).compile(CODE_QUALITY_SCHEMA);
    const issues = checkIssues({}, './a b,c.sh', join(folder, 'broken.yaml'));
    expect(validate(issues), JSON.stringify(validate.errors)).toBe(true);
    expect(issues.map(({ check_name: rule, location }) => `${rule} ${location.path}:${location.lines.begin}`)).toEqual([
      'cli.bool a b,c.sh:3',
      'cli.int run.yaml:1',
      'yaml.syntax broken.yaml:2',
    ]);
    const [fromParent] = checkIssues({ CI_PROJECT_DIR: dirname(folder) }, 'a b,c.sh');
    expect(fromParent?.location.path).toBe(`${basename(folder)}/a b,c.sh`);
  });

  it('gives each finding a fingerprint of its own, which it keeps when it moves', () => {
    writeFileSync(join(folder, 'twice.sh'), 'megatron sft --packing ture\nmegatron sft --packing ture\n');
    const before = checkIssues({}, 'twice.sh').map(({ fingerprint }) => fingerprint);
    writeFileSync(join(folder, 'twice.sh'), '\n\nmegatron sft --packing ture\nmegatron sft --packing ture\n');
    expect(checkIssues({}, 'twice.sh').map(({ fingerprint }) => fingerprint)).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });
});

interface JunitElement {
  name: string;
  attributes: Record<string, string>;
  parent: string | undefined;
}

/** Reads XML with a strict parser, which fails for a text that is not well-formed. */
function readXml(xml: string): JunitElement[] {
  const elements: JunitElement[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements.push({ name, attributes: { ...attributes }, parent: open.at(-1) });
    open.push(name);
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

describe('preflight check --format junit', () => {
  it('has a test suite for each file, a failure for each finding that fails, and counts that agree', () => {
    writeFileSync(join(folder, 'good.sh'), 'NPROC_PER_NODE=1 megatron sft --model m --dataset d --max_epochs 1\n');
    writeFileSync(join(folder, 'warn.sh'), 'megatron sft --model m --dataset d --max_epochs 1 --lr 1 --lr 2\n');
    const elements = readXml(check('junit', 'a b,c.sh', 'good.sh', 'warn.sh').stdout);
    const listNamed = (name: string) => elements.filter((element) => element.name === name);
    expect(listNamed('testsuite').map(({ attributes: { name, tests, failures } }) => [name, tests, failures])).toEqual([
      ['a b,c.sh', '1', '1'],
      ['run.yaml', '1', '1'],
      ['good.sh', '1', '0'],
      ['warn.sh', String(listNamed('system-out').length), '0'],
    ]);
    expect(elements[0]).toMatchObject({ name: 'testsuites', attributes: { failures: '2' } });
    expect(listNamed('failure').map(({ attributes: { type, message } }) => [type, message])).toEqual([
      ['error', '`ture` is not a value of packing (bool): expected true or false.'],
      ['error', expect.stringContaining('`x` is not a value of seed')],
    ]);
    const warned = runPreflight(folder, ['check', '--format', 'junit', '--fail-on', 'warning', 'warn.sh']).stdout;
    expect(readXml(warned).some(({ name, attributes }) => name === 'failure' && attributes.type === 'warning')).toBe(
      true,
    );
  });

  it('is well-formed, with every value as it is, for any names and messages', () => {
    const text = fc.oneof(anyText, fc.constant('\ud800'));
    fc.assert(
      fc.property(text, text, (path, message) => {
        const xml = listJunitLines(inputOf(path, message)).join('\n');
        const failure = readXml(xml).find(({ name }) => name === 'failure');
        expect(failure?.attributes.message).toBe(toPrintableLine(message.replaceAll(/\p{Surrogate}/gu, '\ufffd')));
        for (const line of xml.split('\n')) expect(hasControls(line)).toBe(false);
      }),
    );
  });
});
