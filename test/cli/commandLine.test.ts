import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup.mjs';
import { COMMANDS } from '../../server/src/cli/commands';
import { parseArguments } from '../../server/src/cli/parseArguments';
import { runCommandInProcess } from '../support/commandLine';

const preflight = (...argv: string[]) => runCommandInProcess(argv);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('preflight', () => {
  it.each(['--version', '-V', 'version'])(
    'prints its version and the releases that it knows for %s',
    async (argument) => {
      const { status, stdout } = await preflight(argument);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^preflight [\d.]+ \(ms-swift 3\.7\.0 to [\d.]+\)\n$/);
      expect(stdout).toContain(` ${version} `);
    },
  );

  it.each(['help', '--help', '-h'])('lists every command with an example for %s', async (argument) => {
    const { status, stdout } = await preflight(argument);
    expect(status).toBe(0);
    for (const { name, summary } of COMMANDS) {
      expect(stdout.split('\n')).toContain(`  ${name.padEnd(7)}  ${summary}`);
      expect(stdout).toMatch(new RegExp(`^ {2}preflight ${name} .*# \\S`, 'm'));
    }
  });

  it('prints the list of commands and exits with 2 when no command is given', async () => {
    expect(await preflight()).toMatchObject({ status: 2, stdout: (await preflight('help')).stdout });
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'prints the same page of help in three ways for %s',
    async (name, { options, examples }) => {
      const page = await preflight('help', name);
      expect(page.status).toBe(0);
      for (const argv of [
        [name, '--help'],
        [name, '-h', 'x.sh'],
      ])
        expect(await preflight(...argv)).toEqual(page);
      for (const option of Object.keys(options)) expect(page.stdout).toContain(`  --${option}`);
      for (const [commandLine] of examples) expect(page.stdout).toContain(commandLine);
    },
  );

  it.each(COMMANDS.flatMap((command) => command.examples.map(([commandLine]) => [commandLine, command] as const)))(
    'accepts the options of its own example "%s"',
    (commandLine, command) => {
      const [call = ''] = commandLine.replace(/^.*\| /, '').split(' >');
      const [program, name, ...argv] = call.split(' ');
      expect([program, name]).toEqual(['preflight', command.name]);
      expect(parseArguments(command, argv).help).toBe(false);
    },
  );

  it.each([
    [['chekc', 'x.sh'], 'unknown command "chekc"; did you mean check?'],
    [['help', 'explian'], 'unknown command "explian"; did you mean explain?'],
    [['frobnicate'], 'unknown command "frobnicate"; the commands are check, '],
    [['--format', 'json'], 'a command is needed before --format; the commands are check, '],
    [['check', '--fromat', 'json', 'x.sh'], 'check has no option --fromat; did you mean --format? See preflight check'],
    [['check', '--max-warnigs=3', 'x.sh'], 'check has no option --max-warnigs; did you mean --max-warnings?'],
    [['check', '-x', 'x.sh'], 'check has no option -x. See preflight check --help'],
    [
      ['check', '--format', 'jsom', 'x.sh'],
      '--format must be one of text, concise, json, sarif, github, gitlab, junit',
    ],
    [['check', '--format', 'jsom', 'x.sh'], 'not "jsom"; did you mean json?'],
    [['check', '--format', '--fix', 'x.sh'], '--format needs a value: text, concise, '],
    [['check', 'x.sh', '--exclude'], '--exclude needs a value: PATTERN'],
    [['check', '--fix=yes', 'x.sh'], '--fix is a switch and takes no value'],
    [['schema', '--command', 'dpo'], '--command must be one of pt, sft, rlhf, export, swift export, not "dpo"'],
    [['schema', 'x.yaml'], 'schema takes no argument "x.yaml"'],
    [['check', '--max-warnings', 'few', 'x.sh'], '--max-warnings must be a number, not "few"'],
    [['check', '--watch', '--fix', '.'], '--watch only reports files, as text'],
    [['check', '--severity', 'cli.bol=off', 'x.sh'], 'unknown rule, "cli.bol"; did you mean cli.bool?'],
    [['server'], 'server needs --stdio'],
  ])('explains what is wrong with %j', async (argv, message) => {
    const { status, stdout, stderr } = await preflight(...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^preflight: [^\n]*\n$/);
  });
});
