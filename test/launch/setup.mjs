import { installSlurm } from './install.mjs';

/** Tells the tests whether there is a Slurm to run against. In CI there has to be one. */
export default async function setup({ provide }) {
  const reason = await installSlurm();
  if (reason && process.env.CI) throw new Error(`no real Slurm: ${reason}`);
  if (reason) console.warn(`The tests against a real Slurm are skipped: ${reason}.`);
  provide('skipReason', reason ?? '');
}
