// Terser shortens the bundles of esbuild by a further 2 %. It is slow, so each file gets its own thread.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { minify } from 'terser';

/** Minifies a bundle in place. */
export const minifyFile = (file) =>
  new Promise((done, failed) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: file });
    worker.once('error', failed).once('exit', done);
  });

/**
 * A function that is used once stays where it is: moved into its caller, its closures would keep all variables of the
 * caller alive, such as the version of a text before. Function expressions become arrow functions: none of them is
 * called with `new`.
 */
const compress = { passes: 3, reduce_funcs: false, hoist_funs: true, unsafe_arrows: true };

if (!isMainThread) {
  const options = { ecma: 2020, toplevel: true, compress };
  const { code } = await minify(readFileSync(workerData, 'utf8'), options);
  writeFileSync(workerData, code);
}
