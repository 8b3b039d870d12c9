import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-fix-'));
afterAll(() => rmSync(folder, { recursive: true }));

const preflight = (...args: string[]) => runPreflight(folder, args);
const write = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('preflight check --fix', () => {
  it('applies safe fixes, keeps the rest of the file, and reports the remaining findings', () => {
    write('old.sh', '# preflight: ms-swift=4.2.3\nmegatron sft \\\n  --model m \\\n  --save out \\\n  --foo 1\n');
    const { status, stdout } = preflight('check', '--fix', 'old.sh');
    expect(read('old.sh')).toBe(
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n  --model m \\\n  --output_dir out \\\n  --foo 1\n',
    );
    expect(stdout).not.toContain('release.renamed');
    expect(stdout).toContain('[cli.unknown-flag]');
    expect(status).toBe(1);
  });

  it('leaves a file unchanged when it is not UTF-8, and rejects standard input', () => {
    const bytes = Buffer.from('# preflight: ms-swift=4.2.3 \xe9\nmegatron sft --model m --save out\n', 'latin1');
    write('latin.sh', bytes);
    expect(preflight('check', '--fix', 'latin.sh')).toMatchObject({ status: 2 });
    expect(readFileSync(join(folder, 'latin.sh'))).toEqual(bytes);
    expect(preflight('check', '--fix', '-')).toMatchObject({ status: 2 });
  });
});

describe('preflight schema', () => {
  it('prints the schema of a release and a command', () => {
    const schema = JSON.parse(preflight('schema', '--swift-version', '3.8', '--command', 'export').stdout);
    expect(schema.title).toBe('Training config of ms-swift 3.8.3 for megatron export');
    const { properties, allOf } = JSON.parse(preflight('schema').stdout);
    expect(properties.micro_batch_size).toMatchObject({ type: ['integer', 'string'], default: 1 });
    expect(allOf.length).toBeGreaterThan(20);
  });

  it('has the titles of rules as messages, and a name', () => {
    const schema = JSON.parse(preflight('schema', '--swift-version', '4.6.0', '--command', 'sft').stdout);
    expect(schema.$id).toBe('urn:training-preflight:training-config:4.6.0:sft');
    expect(JSON.stringify(schema.allOf)).toContain('Full recomputation without a method [rec.full-method]');
    expect(JSON.stringify(schema.allOf)).not.toContain('undefined');
  });

  it('prints the schema of preflight.toml', () => {
    const schema = JSON.parse(preflight('schema', '--settings').stdout);
    expect(schema).toEqual(
      JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/preflight.schema.json'), 'utf8')),
    );
    expect(preflight('schema', '--settings', '--command', 'sft')).toMatchObject({ status: 2 });
  });

  it('rejects unknown releases and commands with the reason', () => {
    expect(preflight('schema', '--swift-version', '9.9').stderr).toContain('is not a known release');
    expect(preflight('schema', '--command', 'train').stderr).toContain('one of pt, sft, rlhf, export');
  });
});

describe('preflight check --severity', () => {
  it('changes the severity of rules and groups', () => {
    write('bad.sh', 'megatron sft --packing ture\n');
    expect(preflight('check', '--severity', 'cli.bool=warning', 'bad.sh')).toMatchObject({ status: 0 });
    expect(preflight('check', '--severity', 'cli.*=off', 'bad.sh').stdout).toMatch(/^0 errors, 0 warnings/);
  });

  it('rejects a malformed option and an unknown rule', () => {
    expect(preflight('check', '--severity', 'cli.bool', 'bad.sh').stderr).toContain('RULE=error|warning|hint|off');
    expect(preflight('check', '--severity', 'cli.bol=off', 'bad.sh').stderr).toContain('unknown rule, "cli.bol"');
    expect(preflight('check', '--severity', 'unknown-flag=off', 'bad.sh').stderr).toContain(
      'did you mean cli.unknown-flag?',
    );
  });
});
