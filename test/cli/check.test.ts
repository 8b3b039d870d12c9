import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const root = mkdtempSync(join(tmpdir(), 'preflight-cli-'));
// The folder above a config file is read too, so the tests use one below an empty folder.
const folder = join(root, 'project');
mkdirSync(folder);
afterAll(() => rmSync(root, { recursive: true }));

function writeConfig(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const preflight = (args: string[], input?: string) => runPreflight(folder, args, input);

const BAD = 'NPROC_PER_NODE=8 \\\nmegatron sft \\\n    --packing ture \\\n    --lr 1e-5\n';

describe('preflight check', () => {
  it('prints JSON in exactly the shape that other tools rely on', () => {
    writeConfig('bad.sh', BAD);
    const { status, stdout } = preflight(['check', '--format', 'json', 'bad.sh']);
    expect(status).toBe(1);
    const range = { start: { line: 2, character: 14 }, end: { line: 2, character: 18 } };
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      files: [
        {
          path: 'bad.sh',
          commands: [
            {
              command: 'sft',
              line: 1,
              swiftVersion: expect.stringMatching(/^4\.\d+\.\d+$/),
              versionFrom: 'default',
              worldSize: 8,
              memory: { unknown: expect.arrayContaining([expect.stringContaining('the model (set `model`)')]) },
              findings: [
                {
                  rule: 'cli.bool',
                  severity: 'error',
                  outcome: 'rejected',
                  message: '`ture` is not a value of packing (bool): expected true or false.',
                  flags: ['packing'],
                  range,
                  fixes: [
                    { title: 'Change to true', safe: false, edits: [{ range, newText: 'true' }] },
                    {
                      title: 'Remove packing',
                      safe: false,
                      edits: [
                        { range: { start: { line: 1, character: 12 }, end: { line: 2, character: 18 } }, newText: '' },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
          problems: [],
        },
      ],
    });
  });

  it('prints one finding per line when it is asked for concise text', () => {
    writeConfig('bad.sh', BAD);
    const { stdout } = preflight(['check', '--format', 'concise', 'bad.sh']);
    expect(stdout).toContain('bad.sh:3:15: error: `ture` is not a value of packing');
    expect(stdout).toContain('fix: Change to true; or: Remove packing');
    expect(stdout).toContain('1 error, 0 warnings, 0 hints in 1 training command of 1 file');
  });

  it('prints a fix of several findings once', () => {
    writeConfig('bad.sh', 'megatron sft --model m --dataset d --max_epochs 1 --packing ture --max_lenght 4\n');
    const { stdout } = preflight(['check', '--format', 'concise', 'bad.sh']);
    expect(stdout.match(/Fix all/g)).toHaveLength(1);
    expect(stdout).toContain('fix: Change to max_length; or: Remove max_lenght');
  });

  it.each([
    ['0 when there is no error', 'megatron sft --lr 1e-4 --lr 1e-5\n', 0],
    ['1 when there is an error', BAD, 1],
    ['1 when the text itself has a problem', 'megatron tune\n', 1],
  ])('exits with %s', (_, text, status) => expect(preflight(['check', writeConfig('x.sh', text)]).status).toBe(status));

  it.each([
    ['a missing path', ['check', 'nowhere.sh'], 'nowhere.sh cannot be read: no such file'],
    [
      'a file of another kind',
      ['check', 'x.c'],
      'x.c is not a shell script, YAML, JSON, Markdown or Python file by its name or first line',
    ],
    ['no path', ['check'], 'check needs a PATH'],
    [
      'an unknown format',
      ['check', '--format', 'xml', 'x.sh'],
      '--format must be one of text, concise, json, sarif, github, gitlab, junit',
    ],
    ['an unknown option', ['check', '--frobnicate', 'x.sh'], '--frobnicate'],
    ['an invalid release', ['check', '--swift-version', 'new', 'x.sh'], '--swift-version must be a release'],
    ['an invalid world size', ['check', '--world-size', '0', 'x.sh'], '--world-size must be a number of GPUs'],
    ['a folder as model config', ['check', '--model-config', '.', 'x.sh'], '. cannot be read: is a folder'],
    ['an invalid model config', ['check', '--model-config', 'x.c', 'x.sh'], 'x.c is not valid JSON'],
    ['an unknown command', ['frob'], 'unknown command "frob"'],
  ])('exits with 2 and a clear message for %s', (_, args, message) => {
    writeConfig('x.sh', BAD);
    writeConfig('x.c', 'print(1)');
    const { status, stdout, stderr } = preflight(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('checks standard input under the name of --stdin-filename', () => {
    const { stdout } = preflight(
      ['check', '--format', 'json', '--stdin-filename', 'a.yaml', '-'],
      '# preflight:\npacking: ture\n',
    );
    expect(JSON.parse(stdout).files[0]).toMatchObject({
      path: 'a.yaml',
      commands: [{ findings: [{ rule: 'cli.bool' }] }],
    });
  });

  it('searches folders except hidden ones and node_modules', () => {
    for (const name of ['tree', 'tree/sub', 'tree/.git', 'tree/node_modules'])
      mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['tree/b.sh', 'tree/sub/a.yml', 'tree/.git/c.sh', 'tree/node_modules/d.sh', 'tree/e.txt'])
      writeConfig(name, BAD);
    const { stdout } = preflight(['check', '--format', 'json', 'tree']);
    expect(JSON.parse(stdout).files.map(({ path }: { path: string }) => path)).toEqual(['tree/b.sh', 'tree/sub/a.yml']);
  });

  it('checks a config file as the script next to it or above it runs it', () => {
    mkdirSync(join(folder, 'runs/conf'), { recursive: true });
    writeConfig('runs/conf/run.yaml', '# preflight:\nseed: 1\n');
    writeConfig('runs/conf/a.sh', 'echo hello\n');
    const checkedCommand = (): string =>
      JSON.parse(preflight(['check', '--format', 'json', 'runs/conf/run.yaml']).stdout).files[0].commands[0].command;
    expect(checkedCommand()).toBe('sft');
    writeConfig('runs/z.sh', 'megatron pt conf/run.yaml\n');
    expect(checkedCommand()).toBe('pt');
    writeConfig('runs/conf/z.sh', 'megatron rlhf run.yaml\n');
    expect(checkedCommand()).toBe('rlhf');
  });

  it('reads release, world size and model from its options', () => {
    writeConfig('model.json', '{"num_hidden_layers": 4}');
    writeConfig(
      'm.sh',
      'megatron sft --recompute_granularity full --recompute_method block --recompute_num_layers 5\n',
    );
    const options = [
      '--format',
      'json',
      '--swift-version',
      '3.8.3',
      '--world-size',
      '16',
      '--model-config',
      'model.json',
    ];
    const [report] = JSON.parse(preflight(['check', ...options, 'm.sh']).stdout).files;
    expect(report.commands[0]).toMatchObject({ swiftVersion: '3.8.3', versionFrom: 'setting', worldSize: 16 });
    expect(report.commands[0].findings[0].message).toContain('more than the 4 layers of a pipeline stage');
  });
});

describe('preflight explain', () => {
  it.each([
    ['a flag', 'lr', 'Default: none; in effect: 1e-5 with tuner_type full'],
    ['a flag with dashes', '--micro-batch-size', 'micro_batch_size · int'],
    ['a flag of rlhf only', 'rlhf_type', 'megatron rlhf'],
    ['a rule', 'rec.full-method', 'recompute_granularity full'],
    ['the fixes of a rule', 'cli.bool', '- Change to true'],
    ['a rule with its full page', 'par.layout', '`t*3` and `(tt|)*4`'],
  ])('explains %s', (_, name, expected) => {
    const { status, stdout } = preflight(['explain', name]);
    expect(stdout).toContain(expected);
    expect(stdout).not.toContain('<a id=');
    expect(status).toBe(0);
  });

  it('explains a flag for a release, and rejects an unknown release', () => {
    expect(preflight(['explain', 'output_dir', '--swift-version', '4.5']).stdout).toContain('output_dir · str');
    expect(preflight(['explain', 'lr', '--swift-version=9.9'])).toMatchObject({
      status: 2,
      stderr: 'preflight: --swift-version 9.9 is not a known release; the catalog has ms-swift 3.7.0 to 4.6.0\n',
    });
  });

  it('suggests similar names when a name is unknown', () => {
    expect(preflight(['explain', 'micro_batch_sise'])).toMatchObject({
      status: 2,
      stderr:
        'preflight: "micro_batch_sise" is neither a flag nor an environment variable nor a rule; did you mean micro_batch_size?\n',
    });
  });
});

describe('preflight check with secrets', () => {
  it.each([
    `PGPASS='b9c a' megatron sft --lr 'b9c a'`,
    `export PGPASS='b9c a'; megatron sft --lr "$PGPASS"`,
    `PGPASS='b9c a'; megatron sft --lr "$PGPASS"`,
    `PGPASS='b9c a'; megatron sft --lr $PGPASS`,
    'megatron sft --lr https://me:s3cret@example.com',
  ])('hides those that a finding quotes for %s', (text) => {
    writeConfig('quoted.sh', `${text}\n`);
    for (const format of ['text', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit']) {
      const { stdout } = preflight(['check', '--format', format, 'quoted.sh']);
      expect(stdout).toContain(format === 'junit' ? '&lt;secret&gt;' : '<secret>');
      expect(stdout).not.toMatch(/b9c a|s3cret/);
    }
  });

  it('hides them in the message of a command that cannot run', () => {
    expect(preflight(['explain', 'hf_abcdefghijklmnop']).stderr).toContain(
      '"<secret>" is neither a flag nor an environment variable nor a rule',
    );
  });
});
