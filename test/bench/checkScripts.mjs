// Scripts that the command line checks in a second of processor time, and shellcheck beside it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../host/process.mjs';
import { readEndedChildren } from './clock.mjs';
import { createCommand } from './files.mjs';
import { findPeer } from './peers.mjs';
import { alternate } from './samples.mjs';
import { findNode } from './servers.mjs';

/** Enough scripts for the start of the program to matter little. shellcheck takes much longer for each. */
const OURS = 4000;
const SHELLCHECK = 100;

/** @param {object[]} known the flags of the command */
export async function measureChecks(known, { scratch, dist }, { rounds }) {
  const folder = join(scratch, 'scripts');
  mkdirSync(folder);
  const text = createCommand(known, 40);
  const files = Array.from({ length: OURS }, (_, index) => join(folder, `run-${index}.sh`));
  for (const [index, file] of files.entries()) writeFileSync(file, `${text}# ${index}\n`);
  const shellcheck = findPeer('shellcheck');
  const programs = [
    { name: 'ours', count: OURS, command: findNode(), args: [join(dist, 'cli.js'), 'check', folder] },
    {
      name: 'shellcheck',
      count: SHELLCHECK,
      command: shellcheck.program,
      args: files.slice(0, SHELLCHECK),
      ...shellcheck,
    },
  ];
  const rows = await alternate(programs, rounds, async ({ command, args, count }) => {
    const before = readEndedChildren('self');
    // Findings give an exit code, which is no failure here.
    await run(command, args).catch(({ message }) => {
      if (!/failed \(1\)/.test(message)) throw new Error(message.slice(0, 200));
    });
    return { samples: [count / ((readEndedChildren('self') - before) / 1000)] };
  });
  const row = { measure: 'scripts checked in a second of processor time', unit: 'scripts' };
  return rows.map((each) => ({
    ...row,
    ...each,
    file: each.server === 'ours' ? 'a command of 40 flags each' : 'by shellcheck',
  }));
}
