import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

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
