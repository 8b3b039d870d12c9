import { findGiven } from '../../facts/givens';
import { PLUGIN_FLAGS } from '../../facts/modelIdentity';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const pluginExtension: Rule = {
  id: 'cli.plugin-extension',
  needsWords: true,
  title: 'Plugin that is not a Python file',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.5.3+',
  why: 'From 4.5.3 on a plugin is loaded from the path as written, and Python reads only files that end in .py, .pyc or .so. Before, the name of a module was enough.',
  source: 'ms-swift v4.6.0 swift/utils/utils.py:409, import_external_file; CPython importlib, spec_from_file_location',
  bad: [
    { flags: '--external_plugins foo', release: '4.6.0' },
    { flags: '--custom_register_path my_models.txt', release: '4.5.3' },
  ],
  good: [
    { flags: '--external_plugins foo.py', release: '4.6.0' },
    { flags: '--custom_register_path data.v2.py', release: '4.5.3' },
    { flags: '--external_plugins foo', release: '4.5.2' },
  ],
  check: (facts) =>
    PLUGIN_FLAGS.flatMap((flag): Found[] => {
      const entry = findGiven(facts, flag)?.entry;
      if (!entry) return [];
      return entry.values
        .filter(({ value }) => value !== undefined && value !== '' && !/\.(?:pyc?|so)$/.test(value))
        .map((scalar) => ({
          message: `${scalar.value} cannot be loaded as a plugin: ms-swift ${facts.release.version} needs the path of a file that ends in .py.`,
          span: scalar.span,
          flags: [flag],
          fixes: collectFixes(
            /^[\w./-]*\w$/.test(scalar.value ?? '') && !/\.\w+$/.test(scalar.value ?? '')
              ? fixValue(entry, scalar, `${scalar.value}.py`)
              : fixRemove(entry, flag),
          ),
        }));
    }),
};
