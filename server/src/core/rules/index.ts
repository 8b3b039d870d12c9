import type { MigrationData } from '../lint/changedDefaults';
import { type Constraint, ruleOf } from '../lint/constraint';
import type { Rule } from '../lint/rule';
import { loadHfDir } from './ckpt/load-hf-dir';
import { abbreviation, ambiguousAbbreviation } from './cli/abbrev';
import { duplicateFlag } from './cli/duplicate';
import { exportSubcommand } from './cli/export-subcommand';
import { extraKwargsRules } from './cli/extra-kwargs';
import { foreignAbbreviation } from './cli/foreign';
import { listComma } from './cli/list-comma';
import { lostTextRules } from './cli/lost-text';
import { pluginName } from './cli/plugin-name';
import { readerRules } from './cli/unjudged';
import { unknownFlag, unknownFlagSilenced } from './cli/unknown-flag';
import { unknownName } from './cli/unknown-name';
import { valueRules } from './cli/value-types';
import { bareOptionalBool, listEmpty, missingValue, negativeExponent, scalarMany } from './cli/words';
import { datasetInfo } from './data/dataset-info';
import { datasetSyntax } from './data/dataset-syntax';
import { templatePacking } from './data/template-packing';
import { launcherRules } from './env/launcher';
import { unexported } from './env/unexported';
import { exportOverInput } from './exp/save-input';
import { testDtype } from './exp/test-dtype';
import { unusedSuppression } from './ignore/unused';
import { jsonKeys } from './json/keys';
import { rampup } from './megatron/rampup';
import { modelIdentityRules } from './model/identity';
import { layerLists, ropeInterval } from './model/layer-lists';
import { modelOverride } from './model/override';
import { ropeScaling } from './model/rope-scaling';
import { modelSizeRules } from './model/sizes';
import { unsupportedModel } from './model/unsupported';
import { windowSize } from './model/window-size';
import { layerPatternRules } from './moe/layer-freq';
import { pipelineLayout } from './par/layout';
import { virtualStageLayers } from './par/vpp-layers';
import { rangeRules } from './range/positive';
import { recomputeModules } from './rec/modules-enum';
import { recomputeLayers } from './rec/uniform-block-range';
import { configFlag } from './release/config-file';
import { createChangedDefaultRule } from './release/default';
import { releaseRules } from './release/flags';
import { releaseMix } from './release/mix';
import { releaseValue } from './release/value';
import { rlhfFlagRules } from './rlhf/flags';
import { grpoRules } from './rlhf/grpo';
import { slurmCrlf, slurmLate, slurmOption, slurmValue, slurmWord } from './slurm/options';
import { slurmNodeRank, slurmSize } from './slurm/size';
import { hfModuleNames } from './tune/hf-module-names';
import { commandLineOverride } from './yaml/cli-override';
import { envPrecedence, envTorchrun } from './yaml/env';
import { configFileName } from './yaml/extension';
import { yamlFileRules } from './yaml/file';
import { fileNotFirst } from './yaml/first-arg';
import { jsonAlone } from './yaml/json-alone';
import { yamlKeyRules } from './yaml/keys';
import { yamlListRules } from './yaml/lists';
import { yamlValueRules } from './yaml/values';
import { configFileRelease } from './yaml/version';

const CODED_RULES: readonly Rule[] = [
  exportSubcommand,
  ...releaseRules,
  releaseMix,
  releaseValue,
  unknownFlag,
  unknownFlagSilenced,
  abbreviation,
  ambiguousAbbreviation,
  foreignAbbreviation,
  ...valueRules,
  missingValue,
  bareOptionalBool,
  listEmpty,
  scalarMany,
  negativeExponent,
  unknownName,
  pluginName,
  duplicateFlag,
  ...lostTextRules,
  commandLineOverride,
  configFileRelease,
  configFileName,
  fileNotFirst,
  configFlag,
  jsonAlone,
  ...yamlFileRules,
  envTorchrun,
  envPrecedence,
  ...yamlKeyRules,
  ...yamlListRules,
  ...yamlValueRules,
  unexported,
  slurmOption,
  slurmWord,
  slurmValue,
  slurmLate,
  slurmCrlf,
  slurmSize,
  slurmNodeRank,
  ...launcherRules,
  ...rangeRules,
  pipelineLayout,
  virtualStageLayers,
  ...rlhfFlagRules,
  ...grpoRules,
  testDtype,
  exportOverInput,
  datasetInfo,
  templatePacking,
  listComma,
  ...extraKwargsRules,
  ...layerPatternRules,
  modelOverride,
  ropeScaling,
  ...modelSizeRules,
  rampup,
  unsupportedModel,
  ...modelIdentityRules,
  layerLists,
  ropeInterval,
  windowSize,
  recomputeModules,
  recomputeLayers,
  loadHfDir,
  datasetSyntax,
  hfModuleNames,
  unusedSuppression,
  ...readerRules,
  jsonKeys,
];

/** Every rule: those that need code, and those that are data. */
export const createRules = (constraints: readonly Constraint[], migration: MigrationData): Rule[] => [
  ...CODED_RULES,
  createChangedDefaultRule(migration),
  ...constraints.map(ruleOf),
];
