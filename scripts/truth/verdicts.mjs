// Runs the Python part of the comparison: verdicts of an installed ms-swift, and what its parser and registries contain.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from '../programs.mjs';

const program = join(import.meta.dirname, 'verdicts.py');

/** Returns the options of the four commands, as the real parser has them. They are kept beside the installation. */
export function readParser({ home, python }) {
  const path = join(home, 'flags.json');
  if (!existsSync(path)) writeFileSync(path, runProgram(python, ['-B', program, home, '--flags']));
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Returns the answer of a Python program on each case, in order: the verdict, unless another program is named. `report`
 * is called with the number of finished cases.
 */
export async function runCases({ home, python }, cases, models, report = () => {}, name = 'verdicts.py') {
  if (cases.length === 0) return [];
  const folders = models.flatMap((folder) => ['--models', folder]);
  const child = spawn(python, ['-B', join(import.meta.dirname, name), home, ...folders], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const messages = [];
  child.stderr.on('data', (data) => messages.push(data));
  // A program that ends early closes its input; its exit code reports that.
  child.stdin.on('error', () => {});
  child.stdin.end(cases.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const verdicts = [];
  for await (const line of createInterface({ input: child.stdout })) {
    verdicts.push(JSON.parse(line));
    report(verdicts.length);
  }
  const status = await ended;
  if (status !== 0 || verdicts.length < cases.length)
    throw new Error(
      `the run ended after ${verdicts.length} of ${cases.length} cases:\n${Buffer.concat(messages).toString().slice(-2000)}`,
    );
  return verdicts;
}
