// What esbuild made short, Terser makes shorter by a fiftieth. It takes its time, so each file gets a thread of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { minify } from 'terser';

/** Makes a bundle shorter, in place. */
export const minified = (file) =>
  new Promise((done, failed) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: file });
    worker.once('error', failed).once('exit', done);
  });

if (!isMainThread) {
  const options = { ecma: 2020, toplevel: true, compress: { passes: 2 } };
  const { code } = await minify(readFileSync(workerData, 'utf8'), options);
  writeFileSync(workerData, code);
}
