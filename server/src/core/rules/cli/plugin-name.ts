import { isInRange } from '../../catalog/release';
import type { Scalar } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { PLUGIN_FLAGS } from '../../facts/modelIdentity';
import type { Found, Rule } from '../../lint/rule';

/** Modules that are loaded long before any plugin, so that their names are taken. */
const LOADED_MODULES = new Set(
  'abc accelerate argparse ast collections copy dataclasses datasets datetime enum functools inspect io itertools json logging math numpy os peft random re shutil subprocess swift sys tempfile time tokenizers torch traceback transformers types typing uuid warnings'.split(
    ' ',
  ),
);

export const pluginName: Rule = {
  id: 'cli.plugin-name',
  needsWords: true,
  title: 'Plugin with the name of another module',
  severity: 'error',
  outcome: 'wrong',
  releases: '3.7-4.5.2',
  why: 'A plugin is imported by the name of its file up to the first dot. Python loads only one module of each name: up to 4.5.2, a second file of that name, or a file named like a module that is already loaded, is silently never read.',
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
    const pathByModule = new Map<string, string>();
    return listImportedFiles(facts).flatMap(({ flag, scalar }): Found[] => {
      const path = scalar.value?.replace(/^(?:\.\/)+|(?<!\/)\/+$/g, '') ?? '';
      const file = path.slice(path.lastIndexOf('/') + 1);
      const module = file.split('.', 1)[0] ?? '';
      const otherPath = pathByModule.get(module);
      pathByModule.set(module, otherPath ?? path);
      const message = explainMistake(file, module, otherPath === path ? undefined : otherPath);
      const entry = findGiven(facts, flag)?.entry;
      if (message === undefined || !entry) return [];
      return [{ message, span: scalar.span, flags: [flag] }];
    });
  },
};

/** Lists the files in the order in which they are imported; from 4.0 on the older flag comes last. */
const listImportedFiles = (facts: Facts): { flag: string; scalar: Scalar }[] =>
  (isInRange(facts.release.version, '4.0+') ? PLUGIN_FLAGS.toReversed() : PLUGIN_FLAGS).flatMap((flag) =>
    (findGiven(facts, flag)?.entry.values ?? [])
      .filter(({ value }) => value !== undefined && value !== '')
      .map((scalar) => ({ flag, scalar })),
  );

function explainMistake(file: string, module: string, otherPath: string | undefined): string | undefined {
  if (LOADED_MODULES.has(module))
    return `${file} is never read, because Python has already loaded another module named ${module}. Rename the file.`;
  if (otherPath !== undefined)
    return `${file} is never read, because ${otherPath} is already imported as ${module}. Rename one of the files.`;
  if (/^[^.]*\..*\.py$/.test(file))
    return `${file} is imported as ${module}, the name up to the first dot, which is another file or none. Rename it without dots.`;
  return undefined;
}
