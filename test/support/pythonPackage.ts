import type { Form, Value } from '../../server/src/core/catalog/types';
import type { Command } from '../../server/src/core/config/config';
import { service } from './service';

/** The files of a `swift` package that declares the flags of a release, with some changes. */
export interface PackageChanges {
  version: string;
  /** Declarations to add or to replace by name, such as `int = 3`; undefined removes the flag. */
  flags?: Record<string, string | undefined>;
}

/** Writes the argument classes of a release of the catalog as Python, by path. */
export function writePackage(release: string, { version, flags = {} }: PackageChanges): Record<string, string> {
  const fields = writeFields(release, 'sft', flags);
  const half = Math.floor(fields.length / 2);
  return {
    'swift/version.py': `__version__ = '${version}'\n`,
    'swift/megatron/pipelines/train/sft.py':
      'from swift.megatron.arguments import MegatronSftArguments\n\n\nclass MegatronSft(Base):\n    args_class = MegatronSftArguments\n',
    'swift/megatron/arguments/sft_args.py': `from dataclasses import dataclass\nfrom .base import MegatronArguments\n\n\n@dataclass\nclass MegatronSftArguments(MegatronArguments):\n${fields.slice(half).join('')}`,
    'swift/megatron/arguments/base.py': `from dataclasses import dataclass\n\n\n@dataclass\nclass MegatronArguments:\n    """Arguments: of the run"""\n${fields.slice(0, half).join('')}\n    def __post_init__(self):\n        extra: int = 1\n`,
  };
}

/** Writes the argument class of `swift export` as Python, which `writePackage` leaves out, by path. */
export const writeSwiftExport = (release: string, flags: PackageChanges['flags']): Record<string, string> => ({
  'swift/pipelines/export/export.py':
    'from swift.arguments import ExportArguments\n\n\nclass SwiftExport(Base):\n    args_class = ExportArguments\n',
  'swift/arguments/export_args.py': `from dataclasses import dataclass\n\n\n@dataclass\nclass ExportArguments:\n${writeFields(release, 'swift export', flags).join('')}`,
});

function writeFields(release: string, command: Command, changes: PackageChanges['flags'] = {}): string[] {
  const { forms } = service.catalog.view(release, command);
  const declared = new Map([...forms].map(([name, form]) => [name, declarationOf(form)] as const));
  for (const [name, declaration] of Object.entries(changes)) {
    if (declaration === undefined) declared.delete(name);
    else declared.set(name, declaration);
  }
  return [...declared].map(([name, declaration]) => `    ${name}: ${declaration}\n`);
}

const PLAIN = { bool: 'bool', int: 'int', float: 'float', string: 'str', dtype: 'torch.dtype' };

function declarationOf(form: Form): string {
  const plain = form.unreadable
    ? 'Dict[str, Any]'
    : form.type === 'enum'
      ? `Literal[${(form.choices ?? []).map((choice) => literalOf(choice)).join(', ')}]`
      : form.type === 'json'
        ? 'Union[dict, str]'
        : PLAIN[form.type];
  const type = form.list ? `List[${plain}]` : plain;
  const isOptional = form.nullable === true || (form.default === null && form.type !== 'dtype');
  const value =
    typeof form.default === 'object' && form.default !== null
      ? `field(default_factory=lambda: ${literalOf(form.default)})`
      : literalOf(form.default);
  return `${isOptional ? `Optional[${type}]` : type} = ${value}`;
}

function literalOf(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}
