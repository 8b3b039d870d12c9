import constraints from '../../schemas/constraints.json';
import flags from '../../schemas/flags.json';
import type { CatalogData } from './core/catalog/catalog';
import type { Constraint } from './core/rules/constraint';
import { createService, type Service } from './core/service';

/** The service over the data files that ship with it. The tests check the files against their schemas. */
export const shippedService = (): Service =>
  createService(flags as unknown as CatalogData, constraints.constraints as unknown as Constraint[]);
