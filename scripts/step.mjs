// Steps of `npm start`: one line each, with the seconds that it takes. Uses only Node itself.
import { spawn } from 'node:child_process';

/**
 * Runs a step with a line for it. In a terminal the seconds count while it runs; elsewhere they follow at its end.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @param {{write: (text: string) => unknown, isTTY?: boolean}} [output]
 * @returns {Promise<T>}
 */
export async function runStep(title, work, output = process.stdout) {
  const started = Date.now();
  const secondsOf = () => `${Math.round((Date.now() - started) / 1000)} s`;
  output.write(`${title} ...`);
  const print = () => output.write(`\r${title} ... ${secondsOf()}`);
  const timer = output.isTTY ? setInterval(print, 1000) : undefined;
  try {
    const result = await work();
    output.write(output.isTTY ? `\r${title} ... ${secondsOf()}\n` : ` ${secondsOf()}\n`);
    return result;
  } catch (error) {
    output.write(` failed after ${secondsOf()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program without showing its output, so that the timer of a step keeps running. An error has the output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} failed with exit code ${code}:\n${output}`));
    });
  });
}
