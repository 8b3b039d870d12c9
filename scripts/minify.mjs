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

if (!isMainThread) {
  const options = { ecma: 2020, toplevel: true, compress: { passes: 2 } };
  const { code } = await minify(readFileSync(workerData, 'utf8'), options);
  writeFileSync(workerData, code);
}
