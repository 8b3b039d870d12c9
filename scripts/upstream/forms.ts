import type { Declaration } from '../../server/src/core/catalog/argumentTree';
import { formOf } from '../../server/src/core/catalog/catalog';
import type { Release } from '../../server/src/core/catalog/release';
import type { Flag, Form } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command } from '../../server/src/core/config/config';
import type { Difference } from './compare';
import { closeRange } from './ranges';

/** The declarations of a release by command and flag. */
type Declarations = ReadonlyMap<Command, ReadonlyMap<string, Declaration>>;

/** The parts of a form that a person wrote. Those about the default are kept only with the default. */
const WRITTEN = ['dependsOn', 'noEffect', 'overwritten', 'orWord', 'strict', 'textOnly'] as const;
const ABOUT_DEFAULT = ['effective', 'inEffect'] as const;

const TRAINING: readonly Command[] = ['pt', 'sft', 'rlhf'];

/**
 * The forms of a flag with those of a new release: where its declaration differs from that of the release before, the old
 * form ends there, and a form of the new release begins.
 */
export function updateForms(
  flag: Flag,
  differences: readonly Difference[],
  declarations: Declarations,
  release: Release,
  previous: Release,
): Form[] {
  const own = differences.filter((each) => each.flag === flag.name).flatMap(({ commands }) => commands);
  const changed = COMMANDS.filter((command) => own.includes(command));
  const added = new Map<string, Form>();
  for (const command of changed) {
    const declared = declarations.get(command)?.get(flag.name);
    if (!declared) continue;
    const form = toForm(declared, formOf(flag, release, command), release);
    const key = JSON.stringify(form);
    added.set(key, { ...form, commands: [...(added.get(key)?.commands ?? []), command] });
  }
  const kept = flag.forms.flatMap((form) => endForm(flag, form, changed, release, previous));
  return [...kept, ...[...added.values()].map(orderForm)];
}

/** The first form of a flag that a release adds. */
export const createForms = (name: string, declarations: Declarations, release: Release): Form[] =>
  updateForms(
    { name, forms: [] } as unknown as Flag,
    [{ flag: name, aspect: 'exists', catalog: false, upstream: true, commands: [...declarations.keys()] }],
    new Map([...declarations].filter(([, flags]) => flags.has(name))),
    release,
    release,
  );

/** Ends a form for the commands in which the flag changed. A form of the new release itself is replaced. */
function endForm(flag: Flag, form: Form, changed: readonly Command[], release: Release, previous: Release): Form[] {
  const commands = form.commands ?? TRAINING;
  const ended = commands.filter((command) => changed.includes(command) && formOf(flag, release, command) === form);
  if (ended.length === 0) return [form];
  const open = commands.filter((command) => !ended.includes(command));
  const closed = { ...form, releases: closeRange(form.releases, previous) };
  const isNew = form.releases === `${release}+`;
  if (open.length === 0) return isNew ? [] : [closed];
  return [{ ...form, commands: open }, ...(isNew ? [] : [{ ...closed, commands: ended }])];
}

function toForm(declared: Declaration, before: Form | undefined, release: Release): Omit<Form, 'commands'> {
  const hasDefault = JSON.stringify(before?.default) === JSON.stringify(declared.default);
  const keys = [...WRITTEN, ...(hasDefault ? ABOUT_DEFAULT : [])];
  const written = keys.flatMap((key) => (before?.[key] === undefined ? [] : [[key, before[key]]]));
  return { releases: `${release}+`, ...declared, ...Object.fromEntries(written) } as Omit<Form, 'commands'>;
}

/** The order in which schemas/flags.json writes the parts of a form. */
function orderForm({ releases, commands, ...rest }: Form): Form {
  return { releases, ...(commands && { commands }), ...rest };
}
