import { describe, expect, it } from 'vitest';
import { COMMANDS, type Command } from '../../server/src/core/config/config';
import { applyEdits } from '../../server/src/core/config/edit';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { service } from '../support/service';

const RELEASES = ['3.7.0', '3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'];

/** Rules that find a flag which the release or the command does not accept. */
const NOT_ACCEPTED = /^(?:cli\.(?:unknown-flag|abbrev|foreign)|release\.(?:removed|renamed|new|other-command))/;

const write = (release: string, command: Command, flags: readonly string[]): string => {
  const words = command === 'swift export' ? 'swift export --to_hf true' : `megatron ${command}`;
  return [`# preflight: ms-swift=${release}\n${words}`, ...flags.map((name) => `  --${name} 1`)].join(' \\\n');
};

describe.each(RELEASES)('completion of flags in ms-swift %s', (release) => {
  const commands = COMMANDS.filter((command) =>
    service.catalog.commands.some(
      ({ name }) => name === command && service.catalog.view(release, command).flags.length > 0,
    ),
  );

  it.each(commands)('offers each accepted flag of %s that is absent, and no other', (command) => {
    const names = service.catalog.view(release, command).flags.map(({ name }) => name);
    // Every third flag is present, above the cursor and below it.
    const present = names.filter((_, index) => index % 3 === 0 && names[index] !== 'to_hf');
    const [above, below] = [present.slice(0, present.length / 2), present.slice(present.length / 2)];
    const before = `${write(release, command, above)} \\\n  --`;
    const text = `${before} \\\n${below.map((name) => `  --${name} 1`).join(' \\\n')}\n`;
    const document = service.read(text, shell, {});
    const offered = service.complete(document, before.length).map(({ label }) => label.slice(2));
    const given = new Set([...present, ...(command === 'swift export' ? ['to_hf'] : [])]);
    expect(offered.toSorted()).toEqual(names.filter((name) => !given.has(name)).toSorted());
  });

  it.each(commands)('inserts names that %s accepts', (command) => {
    const text = `${write(release, command, [])} --`;
    const document = service.read(text, shell, {});
    const rejected = service.complete(document, text.length).filter(({ edit }) => {
      const findings = service.lintDocument(service.read(`${applyEdits(text, [edit])}1\n`, shell, {}));
      return findings.some(({ rule }) => NOT_ACCEPTED.test(rule));
    });
    expect(rejected.map(({ label }) => label)).toEqual([]);
  });
});
