import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup.mjs';

const folder = mkdtempSync(join(tmpdir(), 'preflight-docker-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Instruction {
  name: string;
  text: string;
}

/** The instructions of a Dockerfile by stage. */
function readStages(dockerfile: string): Instruction[][] {
  const lines = dockerfile.replaceAll(/\\\n/g, ' ').split('\n');
  const instructions = lines.flatMap((line): Instruction[] => {
    const [, name, text = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, text }];
  });
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  return starts.map((start, index) => instructions.slice(start, starts[index + 1]));
}

/** The files of the repository that Docker would send to a build, by the names that .dockerignore lists. */
function listContext(): string[] {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  const isIgnored = (name: string): boolean =>
    ignored.some((pattern) => {
      const [first = '', ending] = pattern.split('*.');
      return ending === undefined ? name.split('/')[0] === first : !name.includes('/') && name.endsWith(`.${ending}`);
    });
  return listed.split('\0').filter((name) => name !== '' && !isIgnored(name) && existsSync(join(root, name)));
}

/**
 * Runs the instructions of a stage below a folder of this machine in place of a container. The packages of `npm ci` are
 * those that are installed here.
 */
function runStage(
  instructions: readonly Instruction[],
  stage: string,
  earlier: string,
): { program: string[]; folder: string } {
  let current = stage;
  let entry: string[] = [];
  let command: string[] = [];
  const inside = (path: string): string => (path.startsWith('/') ? join(stage, path) : join(current, path));
  const copy = (from: string, name: string, to: string): void =>
    cpSync(join(from, name), to, { recursive: true, force: true });
  for (const { name, text } of instructions) {
    if (name === 'WORKDIR') {
      current = inside(text);
      mkdirSync(current, { recursive: true });
    } else if (name === 'COPY') {
      const [source, ...parts] = text.startsWith('--from=') ? text.split(' ').slice(1) : ['', ...text.split(' ')];
      const target = inside(parts.at(-1) ?? '.');
      if (source !== '') copy(earlier, source ?? '', target);
      else if (parts[0] === '.') for (const file of listContext()) copy(root, file, join(target, file));
      else for (const file of parts.slice(0, -1)) copy(root, file, join(target, file));
    } else if (name === 'RUN' && text === 'npm ci --ignore-scripts') {
      symlinkSync(join(root, 'node_modules'), join(current, 'node_modules'));
    } else if (name === 'RUN') {
      const local = text.replaceAll(
        /(^|\s)(\/\S*)/g,
        (_, space: string, path: string) => `${space}${join(stage, path)}`,
      );
      const env = { ...process.env, npm_config_prefix: join(stage, 'usr/local'), npm_config_offline: 'true' };
      execFileSync('sh', ['-e', '-c', local], { cwd: current, env, stdio: ['ignore', 'pipe', 'pipe'] });
    } else if (name === 'ENTRYPOINT') entry = JSON.parse(text);
    else if (name === 'CMD') command = JSON.parse(text);
  }
  return { program: [...entry, ...command], folder: current };
}

describe.skipIf(process.platform === 'win32')('the Dockerfile', () => {
  const stages = readStages(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const [build, image] = [join(folder, 'build'), join(folder, 'image')];
  let started: { program: string[]; folder: string };

  beforeAll(() => {
    for (const stage of [build, image]) mkdirSync(stage);
    runStage(stages[0] ?? [], build, '');
    started = runStage(stages[1] ?? [], image, build);
  }, 300_000);

  it('knows all instructions that it uses', () => {
    const names = new Set(stages.flat().map(({ name }) => name));
    expect([...names].sort()).toEqual(['CMD', 'COPY', 'ENTRYPOINT', 'FROM', 'RUN', 'USER', 'WORKDIR']);
  });

  it('sends neither packages nor builds nor tests to the build', () => {
    const folders = new Set(listContext().map((name) => dirname(name).split('/')[0]));
    expect([...folders]).toEqual(expect.arrayContaining(['server', 'schemas', 'scripts']));
    for (const name of ['test', 'dist', 'out', 'node_modules']) expect([...folders]).not.toContain(name);
  });

  it('leaves nothing of the build in the image but the command line', () => {
    expect(readdirSync(join(image, 'package'))).toEqual([]);
    expect(existsSync(join(image, 'usr/local/lib/node_modules/training-preflight/dist/cli.js'))).toBe(true);
  });

  it('checks the mounted folder unless another command is given, and not as root', () => {
    writeFileSync(join(started.folder, 'run.sh'), 'NPROC_PER_NODE=8 megatron sft --packing ture\n');
    const PATH = `${join(image, 'usr/local/bin')}:${process.env.PATH}`;
    const [program = '', ...args] = started.program;
    const { status, stdout } = spawnSync(program, args, {
      cwd: started.folder,
      env: { ...process.env, PATH },
      encoding: 'utf8',
    });
    expect(stdout).toContain('[cli.bool]');
    expect(status).toBe(1);
    expect(stages[1]).toContainEqual({ name: 'USER', text: 'node' });
  });
});
