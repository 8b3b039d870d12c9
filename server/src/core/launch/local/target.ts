import { NAME_SCHEMA, objectSchema, textSchema } from '../fieldSchemas';
import type { TargetKind } from '../targetKind';

/** This machine, in a terminal. */
export interface LocalTarget {
  kind: 'local';
  name: string;
}

export const localTargetKind: TargetKind<LocalTarget> = {
  schema: objectSchema({ kind: textSchema('This machine, in a terminal.', { const: 'local' }), name: NAME_SCHEMA }, [
    'kind',
    'name',
  ]),
};
