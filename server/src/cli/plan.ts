import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTarget } from '../core/launch/readTargets';
import type { Target } from '../core/launch/targets';
import type { Service } from '../core/service';
import { planLaunchLazily } from '../host/planner';
import { createPrivateFolder, writePrivateFile } from '../host/writeFiles';
import { parseLocation, readDocument, readJsonFile, readText, UsageError } from './files';
import type { Output } from './output';
import { createPositionFinder } from './positions';

const PLAN_OPTIONS = { target: { type: 'string' }, out: { type: 'string' } } as const;

/** Prints the plan of a launch, as the editor shows it, and writes its files with `--out`. Nothing is submitted. */
export function planPath(service: Service, argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: PLAN_OPTIONS, allowPositionals: true });
  const { path, line } = parseLocation('plan', positionals);
  if (values.target === undefined) throw new UsageError('plan needs --target FILE.json, a file with one launch target');
  const target = readTargetFile(values.target);
  const { document } = readDocument(service, path, readText(path), {});
  const findPosition = createPositionFinder(document.text);
  const { configs } = document.reading;
  const configAtLine = configs.findLast(
    (config) => line !== undefined && findPosition(config.fullSpan).start.line < line,
  );
  const config = configAtLine ?? configs[0];
  if (!config) throw new UsageError(`${path} contains no megatron command`);
  const file = resolve(path);
  const plan = planLaunchLazily(service, document, config, target, {
    file,
    name: basename(file),
    line: findPosition(config.head).start.line,
    directory: dirname(file),
    storage: resolve(values.out ?? '.'),
  });
  output.writeText(plan.document);
  if (values.out !== undefined && !plan.blocked) writePlanFiles(values.out, plan.files);
  return plan.blocked ? 1 : 0;
}

function readTargetFile(path: string): Target {
  const { target, problems } = readTarget(readJsonFile(path), path);
  if (!target) throw new UsageError(`${path}: ${problems.join(' ')}`);
  return target;
}

/** Writes files that only the user may read, since scripts may hold secrets. */
function writePlanFiles(folder: string, files: readonly { name: string; text: string }[]): void {
  createPrivateFolder(folder);
  for (const { name, text } of files) writePrivateFile(join(folder, basename(name)), text, fileModeOf(text));
}

/** Scripts can be started by their names. */
const fileModeOf = (text: string): 0o600 | 0o700 => (text.startsWith('#!') ? 0o700 : 0o600);
