import type { PathFlag } from '../../catalog/pathFlags';
import type { DiskLists, DiskQuery } from '../../document/diskLists';
import type { Cursor } from '../../syntax/syntax';
import type { Completion } from './item';

/** Completion of paths from lists that the host read; the core touches no disk. */

/** Returns the lists that complete a value of a flag; undefined for a value that is no path. */
export function createDiskQuery(pathFlag: PathFlag, typed: string): DiskQuery | undefined {
  const plain = typed.replace(/^["']/, '');
  // Variables of the script decide such a path.
  if (plain.includes('$')) return undefined;
  const isId = pathFlag.models && !/^[./~]/.test(plain);
  return {
    folder: plain.slice(0, plain.lastIndexOf('/') + 1),
    ...(pathFlag.files && { extensions: pathFlag.files }),
    ...(pathFlag.checkpoints && { checkpoints: true }),
    ...(isId && { models: true }),
  };
}

/** A value from the disk. */
export interface DiskValue {
  value: string;
  kind: Completion['kind'];
  label: string;
  detail: string;
}

/** Lists the values that the disk offers: checkpoints and models first, then files, then folders. */
export function listDiskValues(lists: DiskLists, { folder }: DiskQuery): DiskValue[] {
  const checkpoints = new Set(lists.checkpoints);
  const folders = lists.folders.filter((name) => !checkpoints.has(folder + name));
  return [
    ...lists.checkpoints.map((value) => ({ value, label: value, kind: 'folder' as const, detail: 'checkpoint' })),
    ...lists.models.map((value) => ({ value, label: value, kind: 'model' as const, detail: 'in the cache' })),
    ...lists.files.map((name) => ({ value: folder + name, label: name, kind: 'file' as const, detail: 'file' })),
    ...folders.map((name) => ({
      value: `${folder}${name}/`,
      label: `${name}/`,
      kind: 'folder' as const,
      detail: 'folder',
    })),
  ];
}

/** The typed part of a value without the quote that opens it. */
export const typedValueOf = ({ prefix }: Pick<Cursor, 'prefix'>): string => prefix.replace(/^["']/, '');
