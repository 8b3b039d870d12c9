import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of `megatron`: its arguments and its full environment. */
export interface Call {
  argv: string[];
  env: Record<string, string>;
}

/** Result of running one script in real bash. */
export interface Recording {
  calls: Call[];
  /** Output of bash and the programs of the script on standard error, empty for a valid script. */
  errors: string;
  /** Exit status of the script. 128 or more means that it was killed, for instance by the time limit. */
  status: number;
}

/** Variables that every recording contains, independent of the script. */
export const BASELINE: Readonly<Record<string, string>> = { HOME: '/home/someone', LC_ALL: 'C.UTF-8' };
/** Whether bash or `stdbuf` sets a variable on its own, so that it is independent of the script. */
export const isAmbient = (name: string): boolean =>
  /^(?:PATH|PWD|OLDPWD|SHLVL|_|_STDBUF_O|LD_PRELOAD|BASH_FUNC_.*)$/.test(name) || name in BASELINE;

/**
 * Replacement for the trainer: a real program that is found through PATH, so that it records the arguments and the
 * environment that a process gets. It reads its environment from the kernel, because a shell adds variables. The number
 * of items precedes each list, so that no argument can look like the end of a list. Descriptor 9 is the file of the
 * running script. A script that was reduced to an endless loop is killed when this file has grown.
 */
const RECORDER = `#!/bin/bash
mapfile -d '' -t environment </proc/self/environ
printf '%s\\0' "$#" "$@" "\${#environment[@]}" "\${environment[@]}" >&9
read -r _ size </proc/self/fdinfo/9
((size < 200000)) || kill -KILL $PPID
`;

/** A launcher that runs the command after its options, as `srun` does. */
const LAUNCHER = `#!/bin/bash
while [[ $1 == -* ]]; do shift; done
exec "$@"
`;

/** Runs the arguments after the host name, joined by spaces, in a shell without the variables of the caller. */
const SSH = `#!/bin/bash
while [[ $1 == -* ]]; do [[ $1 == -o ]] && shift; shift; done
shift
exec env -i PATH="$PATH" HOME="$HOME" LC_ALL="$LC_ALL" bash -c "$*"
`;

/** The only programs that a script can run, so that a script that was reduced to nonsense does no harm. */
const TOOLS = 'basename bash cat date dirname env false grep mkdir nice nohup seq stdbuf tee timeout tr wc xargs'.split(
  ' ',
);
/** Programs that are replaced by ones without an effect. */
const IDLE = ['rm', 'sleep'];

/** Exit status of a process that was killed. */
const KILLED = 137;

/** Scripts per bash process: enough to make its start cheap, few enough to keep all cores busy. */
const BATCH_SIZE = 40;

/**
 * Runs scripts in real bash, each in a subshell and an empty folder of its own, and returns their calls in order.
 * `seconds` is the time limit of one bash process.
 */
export async function recordCalls(scripts: readonly string[], seconds = 120): Promise<Recording[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-bash-'));
  try {
    const bin = join(scratch, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'megatron'), RECORDER, { mode: 0o755 });
    writeFileSync(join(bin, 'srun'), LAUNCHER, { mode: 0o755 });
    writeFileSync(join(bin, 'ssh'), SSH, { mode: 0o755 });
    for (const tool of IDLE) symlinkSync('/usr/bin/true', join(bin, tool));
    for (const tool of TOOLS) symlinkSync(join('/usr/bin', tool), join(bin, tool));
    const recordings: Recording[] = new Array(scripts.length);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let from = next; from < scripts.length; from = next) {
        next += BATCH_SIZE;
        const batch = scripts.slice(from, from + BATCH_SIZE);
        const done = await runBatch(join(scratch, `batch${from}`), bin, batch, seconds);
        for (const [index, recording] of done.entries()) recordings[from + index] = recording;
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return recordings;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runBatch(folder: string, bin: string, scripts: readonly string[], seconds: number) {
  mkdirSync(folder);
  const lines = scripts.map((script, index) => {
    mkdirSync(join(folder, `${index}`));
    // A backslash at the very end is dropped in a script that is run, but a word in one that is read by `.`.
    writeFileSync(join(folder, `${index}.sh`), script.endsWith('\n') ? script : `${script}\n`);
    const files = `</dev/null >/dev/null 2>${index}.errors 9>>${index}.calls`;
    return `(cd ${index}; . ../${index}.sh) ${files}; echo $? >>statuses\n`;
  });
  // The limits of processor time and file size end scripts that were reduced to an endless loop.
  writeFileSync(join(folder, 'all.sh'), `ulimit -t 2 -f 1024\n${lines.join('')}`);
  await runBash(folder, bin, seconds);
  const file = (name: string): string => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  // A script without a status was running at the time limit, or was never started.
  const statuses = file('statuses').split('\n').slice(0, -1);
  const recordings = scripts.map((_, index): Recording => {
    const status = Number(statuses[index] ?? KILLED);
    return { calls: parseCalls(file(`${index}.calls`)), errors: file(`${index}.errors`), status };
  });
  rmSync(folder, { recursive: true, force: true });
  return recordings;
}

function runBash(folder: string, bin: string, seconds: number): Promise<void> {
  return new Promise((done, failed) => {
    const env = { PATH: bin, ...BASELINE };
    // A process group of its own, so that the time limit also ends the processes of the scripts.
    const child = spawn('/bin/bash', ['all.sh'], { cwd: folder, env, stdio: 'ignore', detached: true });
    const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), seconds * 1000);
    child.on('error', failed);
    child.on('exit', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** Parses the records of one script. A record that was cut short by a limit is left out. */
function parseCalls(text: string): Call[] {
  const fields = text.split('\0');
  const calls: Call[] = [];
  let at = 0;
  const list = (): string[] => {
    const count = Number(fields[at]);
    at += 1 + count;
    return fields.slice(at - count, at);
  };
  // The last field is the empty text after the last separator.
  while (at < fields.length - 1) {
    const argv = list();
    if (at >= fields.length - 1) break;
    const variables = list();
    if (at > fields.length - 1) break;
    const env = variables.map((variable): [string, string] => {
      const equals = variable.indexOf('=');
      return [variable.slice(0, equals), variable.slice(equals + 1)];
    });
    calls.push({ argv, env: Object.fromEntries(env) });
  }
  return calls;
}
