import { inRange } from '../../catalog/release';
import type { Scalar } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { lastGiven } from '../../facts/givens';
import { PLUGINS } from '../../facts/modelIdentity';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Modules that are loaded long before any plugin, so that their names are taken. */
const TAKEN = new Set(
  'abc accelerate argparse ast collections copy dataclasses datasets datetime enum functools inspect io itertools json logging math numpy os peft random re shutil subprocess swift sys tempfile time tokenizers torch traceback transformers types typing uuid warnings'.split(
    ' ',
  ),
);

export const pluginName: Rule = {
  id: 'cli.plugin-name',
  title: 'A plugin that is taken for another module',
  severity: 'error',
  outcome: 'wrong',
  releases: '3.7-4.5',
  why: 'A plugin is imported by the name of its file up to the first dot. Python loads a module of one name once: a second file of that name, or one called as a module that is loaded already, is never read, and nothing says so.',
  source: 'swift/utils/utils.py of 3.8.1 and of 4.5.2, import_external_file',
  bad: [
    { flags: '--external_plugins rewards/plugin.py data/plugin.py', release: '4.2.3' },
    { flags: '--external_plugins random.py' },
    { flags: '--custom_register_path data.v2.py' },
  ],
  good: [
    { flags: '--external_plugins rewards/my_rewards.py data/my_data.py', release: '4.2.3' },
    { flags: '--external_plugins ./plugin.py' },
    { flags: '--external_plugins plugins/plugin.py plugins/plugin.py', release: '4.2.3' },
  ],
  check: (facts) => {
    const before = new Map<string, string>();
    return importedWords(facts).flatMap(({ flag, word }): Found[] => {
      const path = word.value?.replace(/^(?:\.\/)+|\/+$/g, '') ?? '';
      const file = path.slice(path.lastIndexOf('/') + 1);
      const module = file.split('.', 1)[0] ?? '';
      const other = before.get(module);
      before.set(module, other ?? path);
      const message = reason(file, module, other === path ? undefined : other);
      const entry = lastGiven(facts, flag)?.entry;
      if (message === undefined || !entry) return [];
      return [{ message, span: word.span, flags: [flag], fixes: [fixRemove(entry, flag)] }];
    });
  },
};

/** The files in the order in which they are imported; from 4.0 on the older flag comes last. */
const importedWords = (facts: Facts): { flag: string; word: Scalar }[] =>
  (inRange(facts.release.version, '4.0+') ? PLUGINS.toReversed() : PLUGINS).flatMap((flag) =>
    (lastGiven(facts, flag)?.entry.values ?? [])
      .filter(({ value }) => value !== undefined && value !== '')
      .map((word) => ({ flag, word })),
  );

function reason(file: string, module: string, other: string | undefined): string | undefined {
  if (TAKEN.has(module))
    return `Python has loaded a module ${module} long before, so that ${file} is never read. Rename the file.`;
  if (other !== undefined)
    return `${file} is imported as ${module}, which ${other} is already, so that it is never read. Rename one of the files.`;
  if (/\..*\.py$/.test(file))
    return `${file} is imported as ${module}, the name up to the first dot: another file, or none. Rename it without dots.`;
  return undefined;
}
