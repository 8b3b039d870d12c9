import { installSlurm } from './install.mjs';

/** Provides the reason why tests against a real Slurm are skipped. In CI, a missing Slurm is an error. */
export default async function setup({ provide }) {
  const reason = await installSlurm();
  if (reason && process.env.CI) throw new Error(`no real Slurm: ${reason}`);
  if (reason) console.warn(`Tests against a real Slurm are skipped: ${reason}.`);
  provide('skipReason', reason ?? '');
}
