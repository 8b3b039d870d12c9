import { repository } from '../../../package.json';
import checkpoint from '../../../schemas/constraints/ckpt.json';
import cli from '../../../schemas/constraints/cli.json';
import data from '../../../schemas/constraints/data.json';
import env from '../../../schemas/constraints/env.json';
import exporting from '../../../schemas/constraints/exp.json';
import logging from '../../../schemas/constraints/log.json';
import megatron from '../../../schemas/constraints/megatron.json';
import model from '../../../schemas/constraints/model.json';
import moe from '../../../schemas/constraints/moe.json';
import optimizer from '../../../schemas/constraints/opt.json';
import parallel from '../../../schemas/constraints/par.json';
import precision from '../../../schemas/constraints/prec.json';
import recompute from '../../../schemas/constraints/rec.json';
import rlhf from '../../../schemas/constraints/rlhf.json';
import tuner from '../../../schemas/constraints/tune.json';
import declared from '../../../schemas/declarations.json';
import flags from '../../../schemas/flags.json';
import hubIds from '../../../schemas/hub-ids.json';
import columns from '../../../schemas/json/columns.schema.json';
import gradientCheckpointing from '../../../schemas/json/gradient-checkpointing.schema.json';
import modelSettings from '../../../schemas/json/model-settings.schema.json';
import mrlDims from '../../../schemas/json/mrl-dims.schema.json';
import ropeScaling from '../../../schemas/json/rope-scaling.schema.json';
import vllmEngine from '../../../schemas/json/vllm-engine.schema.json';
import vllmLimits from '../../../schemas/json/vllm-limits.schema.json';
import megatronOptions from '../../../schemas/megatron-options.json';
import migration from '../../../schemas/migration.json';
import sizes from '../../../schemas/model-sizes.json';
import models from '../../../schemas/models.json';
import names from '../../../schemas/names.json';
import pathFlags from '../../../schemas/path-flags.json';
import recipes from '../../../schemas/recipes.json';
import sbatch from '../../../schemas/sbatch.json';
import sections from '../../../schemas/sections.json';
import swiftExport from '../../../schemas/swift-export.json';
import usage from '../../../schemas/usage.json';
import verified from '../../../schemas/verified.json';
import type { PathFlag } from '../core/catalog/pathFlags';
import { addSwiftExport, type SwiftExportData } from '../core/catalog/swiftExport';
import { createDocs, type DocTables, type DocumentedData, docTablesOf, listDocKeys } from '../core/docs';
import { siteOf } from '../core/features/ruleAddress';
import type { MigrationData } from '../core/lint/changedDefaults';
import type { Constraint } from '../core/lint/constraint';
import type { Rule } from '../core/lint/rule';
import { createRules } from '../core/rules';
import { createService, type Service } from '../core/service';
import { buildDocTable, type PackedTexts } from './knowledge';

const CONSTRAINT_FILES = [
  checkpoint,
  cli,
  data,
  env,
  exporting,
  logging,
  megatron,
  model,
  moe,
  optimizer,
  parallel,
  precision,
  recompute,
  rlhf,
  tuner,
];

const JSON_VALUE_SCHEMAS = [
  columns,
  gradientCheckpointing,
  modelSettings,
  mrlDims,
  ropeScaling,
  vllmEngine,
  vllmLimits,
];

const MIGRATION = migration as unknown as MigrationData;

/** Adds the places of declarations, the counts of use, the groups and the ids, which are read with the texts. */
const addDeclarations = (data: DocumentedData): DocumentedData => {
  const { declarations = {} }: { declarations?: Readonly<Record<string, string>> } = declared;
  const { paths = {} }: { paths?: Readonly<Record<string, PathFlag>> } = pathFlags as {
    paths?: Record<string, PathFlag>;
  };
  const { uses = {} }: { uses?: Readonly<Record<string, string>> } = usage;
  const { sections: groups = {} }: { sections?: Readonly<Record<string, { group: string; icon: string }>> } = sections;
  const { ids = {} }: { ids?: Readonly<Record<string, Readonly<Record<string, string>>>> } = hubIds;
  return {
    ...data,
    flags: data.flags.map((flag) => {
      const [places, counts] = [declarations[flag.name], uses[flag.name]];
      return {
        ...flag,
        ...groups[flag.section],
        ...(places !== undefined && { declared: places }),
        ...(counts !== undefined && { uses: counts }),
        ...(ids[flag.name] && { ids: ids[flag.name] }),
        ...(paths[flag.name] && { path: paths[flag.name] }),
      };
    }),
  };
};

/** The catalog data and the rules that ship. In a bundle they carry no texts. The tests check the files against their schemas. */
const createShippedData = (): { data: DocumentedData; rules: Rule[] } => ({
  data: {
    ...addDeclarations(addSwiftExport(flags as unknown as DocumentedData, swiftExport as unknown as SwiftExportData)),
    ...names,
    models,
    sizes,
    recipes,
    megatron: megatronOptions,
    sbatch: sbatch.options,
    verified,
    json: JSON_VALUE_SCHEMAS,
  } as unknown as DocumentedData,
  rules: createRules(
    CONSTRAINT_FILES.flatMap(({ constraints }) => constraints as unknown as Constraint[]),
    MIGRATION,
  ),
});

/** The service as bundles run it, with texts that are read when something is first explained. */
export function createShippedService(readTexts: () => PackedTexts): Service {
  const { data, rules } = createShippedData();
  return createService(
    data,
    rules,
    MIGRATION,
    createDocs((kind) => buildDocTable(readTexts(), kind, listDocKeys(kind, data, rules)), siteOf(repository.url)),
  );
}

/** A service whose rules still have their pages and examples. */
export interface SourceService extends Service {
  rules: readonly Rule[];
  docTables: DocTables;
}

/** The service over the source files, with the texts that they hold: for tests and scripts. */
export function createSourceService(): SourceService {
  const { data, rules } = createShippedData();
  const docTables = docTablesOf(data, rules);
  return {
    ...createService(
      data,
      rules,
      MIGRATION,
      createDocs((kind) => docTables[kind], siteOf(repository.url)),
    ),
    rules,
    docTables,
  };
}
