import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags of the folder that an export writes, up to 3.12 and later, and of the folders that it may read. */
const EXPORT_OUTPUT_FLAGS = ['save', 'output_dir'];
const EXPORT_INPUT_FLAGS = [
  'load',
  'mcore_model',
  'adapter_load',
  'mcore_adapters',
  'mcore_adapter',
  'adapters',
  'model',
];

export const saveInput: Rule = {
  id: 'exp.save-input',
  title: 'Export into the folder that it reads',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  commands: ['export', 'swift export'],
  why: 'An export stops with a FileExistsError if its output folder exists, unless exist_ok is true, and a folder that it reads exists. With exist_ok, the new files would be mixed with those that they are created from.',
  source:
    'swift/megatron/argument/export_args.py of 3.12.6, _init_save; swift/megatron/arguments/export_args.py of 4.2.3',
  bad: [
    {
      flags: '--model Qwen/Qwen3-8B --load out/ckpt --to_hf true --save ./out/ckpt',
      command: 'export',
      release: '3.12.6',
    },
    {
      flags: '--model ./m --mcore_model m-mcore --to_hf true --output_dir m-mcore/',
      command: 'export',
      release: '4.2.3',
    },
    { flags: '--mcore_model m --to_hf true --output_dir m/', command: 'swift export', release: '3.8.1' },
  ],
  good: [
    { flags: '--model Qwen/Qwen3-8B --load out/ckpt --to_hf true --save out/hf', command: 'export', release: '3.12.6' },
    { flags: '--mcore_model m --to_hf true --output_dir m --exist_ok true', command: 'export', release: '4.2.3' },
    { flags: '--model Qwen/Qwen3-8B --to_mcore true --output_dir Qwen/Qwen3-8B', command: 'export', release: '4.2.3' },
  ],
  check: (facts) => {
    const output = findAllGiven(facts, EXPORT_OUTPUT_FLAGS).find(({ value }) => typeof value === 'string');
    if (!output || flagValue(facts, 'exist_ok') !== false) return [];
    const folder = normalizeFolder(String(output.value));
    const name = output.flag?.name ?? '';
    return EXPORT_INPUT_FLAGS.flatMap((flag): Found[] => {
      if (!foldersOfFlag(facts, flag).includes(folder)) return [];
      return [
        {
          message: `${name} is the folder that ${flag} reads, so it exists, and an export does not write into an existing folder. Choose another one.`,
          span: output.entry.fullSpan,
          flags: [name, flag],
          fixes: [fixRemove(output.entry, name)],
        },
      ];
    }).slice(0, 1);
  },
};

/** Returns the folders that a flag names. A value of `model` that may be a hub id does not count. */
function foldersOfFlag(facts: Facts, flag: string): string[] {
  const value = findGiven(facts, flag)?.value;
  const paths = Array.isArray(value) ? value : [value];
  return paths
    .filter((path): path is string => typeof path === 'string' && (flag !== 'model' || /^[./~]/.test(path)))
    .map(normalizeFolder);
}

const normalizeFolder = (path: string): string => path.replace(/\/+/g, '/').replace(/^(?:\.\/)+|(?<!\/)\/+$/g, '');
