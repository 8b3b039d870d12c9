import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { applyEdits } from '../core/edit';
import type { Service } from '../core/service';
import { filesIn, Refusal, readDocument, readText, statOf, writeText } from './files';

/**
 * `preflight migrate PATH --to V`: prints what would change as a unified diff, or writes it with `--write`. What has to
 * be done by hand, and what is worth knowing, goes to `tell`.
 */
export function migratePaths(
  service: Service,
  argv: readonly string[],
  write: (text: string) => void,
  tell: (text: string) => void,
): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Refusal('migrate needs one PATH');
  const to = releaseNamed(service, values.to);
  const isFolder = statOf(path).isDirectory();
  for (const file of isFolder ? filesIn(service, path) : [path]) {
    const text = readText(file);
    const { document } = readDocument(service, file, text, { swiftVersion: values.from });
    // In a folder only the files that hold a command are meant.
    if (document.reading.configs.length === 0) {
      if (!isFolder) throw new Refusal(`${file} holds no megatron command and no training config`);
      continue;
    }
    const { from, edits, notes } = service.migrate(document, to);
    const after = applyEdits(text, edits);
    if (after === text) tell(`${file}: nothing to change from ms-swift ${from} to ${to}\n`);
    else if (values.write) writeText(file, after);
    else write(createTwoFilesPatch(file, file, text, after, `ms-swift ${from}`, `ms-swift ${to}`, { context: 3 }));
    for (const note of notes) tell(`${file}: ${note}\n`);
  }
  return 0;
}

const OPTIONS = {
  to: { type: 'string' },
  from: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

/** A release of the catalogue: `4.5` stands for the newest 4.5.x that it holds. */
function releaseNamed({ catalog }: Service, asked: string | undefined): string {
  if (asked === undefined) throw new Refusal('migrate needs --to with a release, such as --to 4.5.2');
  const plain = asked.replace(/^v/, '');
  const found = catalog.releases.findLast((each) => each === plain || each.startsWith(`${plain}.`));
  const [first, last] = [catalog.releases[0], catalog.releases.at(-1)];
  if (!found) throw new Refusal(`--to ${asked}: the catalogue holds ms-swift ${first} to ${last}, and no such release`);
  return found;
}
