import type { MigrationData } from '../lint/changedDefaults';
import { type Constraint, ruleOf } from '../lint/constraint';
import type { Rule } from '../lint/rule';
import { loadHfDir } from './ckpt/load-hf-dir';
import { abbrev } from './cli/abbrev';
import { abbrevAmbiguous } from './cli/abbrev-ambiguous';
import { backslashSpace } from './cli/backslash-space';
import { bareOptionalBool } from './cli/bare-optional-bool';
import { carriageReturn } from './cli/carriage-return';
import { commentInContinuation } from './cli/comment-in-continuation';
import { duplicate } from './cli/duplicate';
import { exportSubcommand } from './cli/export-subcommand';
import { extraKwargsDup } from './cli/extra-kwargs-dup';
import { extraKwargsFalse } from './cli/extra-kwargs-false';
import { extraKwargsUnknown } from './cli/extra-kwargs-unknown';
import { extraKwargsValue } from './cli/extra-kwargs-value';
import { foreign } from './cli/foreign';
import { listComma } from './cli/list-comma';
import { listEmpty } from './cli/list-empty';
import { lookalike } from './cli/lookalike';
import { missingBackslash } from './cli/missing-backslash';
import { missingValue } from './cli/missing-value';
import { negativeExponent } from './cli/negative-exponent';
import { openQuote } from './cli/open-quote';
import { pluginName } from './cli/plugin-name';
import { scalarMany } from './cli/scalar-many';
import { subcommand } from './cli/subcommand';
import { tooManyFlags } from './cli/too-many-flags';
import { unknownFlag } from './cli/unknown-flag';
import { unknownFlagSilenced } from './cli/unknown-flag-silenced';
import { unknownName } from './cli/unknown-name';
import { unread } from './cli/unread';
import { valueRules } from './cli/value-types';
import { datasetInfo } from './data/dataset-info';
import { datasetSyntax } from './data/dataset-syntax';
import { templatePacking } from './data/template-packing';
import { launcherNumbers } from './env/launcher-numbers';
import { noTorchrun } from './env/no-torchrun';
import { nodeRankRange } from './env/node-rank-range';
import { saveShared } from './env/save-shared';
import { unexported } from './env/unexported';
import { visibleDevices } from './env/visible-devices';
import { exportOverInput } from './exp/save-input';
import { testDtype } from './exp/test-dtype';
import { ignoreUnused } from './ignore/unused';
import { jsonKeys } from './json/keys';
import { jsonSyntax } from './json/syntax';
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
import { releaseConfigFile } from './release/config-file';
import { createChangedDefaultRule } from './release/default';
import { releaseMix } from './release/mix';
import { releaseNew } from './release/new';
import { releaseRemoved } from './release/removed';
import { releaseRenamed } from './release/renamed';
import { releaseUnknown } from './release/unknown';
import { releaseValue } from './release/value';
import { rlhfFlagRules } from './rlhf/flags';
import { grpoRules } from './rlhf/grpo';
import { slurmCrlf } from './slurm/crlf';
import { slurmLate } from './slurm/late';
import { slurmNodeRank } from './slurm/node-rank';
import { slurmOption } from './slurm/option';
import { slurmSize } from './slurm/size';
import { slurmValue } from './slurm/value';
import { slurmWord } from './slurm/word';
import { hfModuleNames } from './tune/hf-module-names';
import { commandLineOverride } from './yaml/cli-override';
import { envPrecedence, envTorchrun } from './yaml/env';
import { configFileName } from './yaml/extension';
import { yamlFileRules } from './yaml/file';
import { fileNotFirst } from './yaml/first-arg';
import { jsonAlone } from './yaml/json-alone';
import { yamlKeyRules } from './yaml/keys';
import { yamlListRules } from './yaml/lists';
import { yamlSyntax } from './yaml/syntax';
import { yamlValueRules } from './yaml/values';
import { configFileRelease } from './yaml/version';

/** All rules that need code, grouped by the first part of their ids. */
const CODED_RULES: readonly Rule[] = [
  // cli
  exportSubcommand,
  unknownFlag,
  unknownFlagSilenced,
  abbrev,
  abbrevAmbiguous,
  foreign,
  ...valueRules,
  missingValue,
  bareOptionalBool,
  listEmpty,
  scalarMany,
  negativeExponent,
  unknownName,
  pluginName,
  duplicate,
  backslashSpace,
  commentInContinuation,
  missingBackslash,
  lookalike,
  carriageReturn,
  listComma,
  extraKwargsUnknown,
  extraKwargsFalse,
  extraKwargsValue,
  extraKwargsDup,
  subcommand,
  tooManyFlags,
  openQuote,
  unread,

  // release
  releaseRenamed,
  releaseNew,
  releaseRemoved,
  releaseMix,
  releaseValue,
  releaseConfigFile,
  releaseUnknown,

  // yaml
  commandLineOverride,
  configFileRelease,
  configFileName,
  fileNotFirst,
  jsonAlone,
  ...yamlFileRules,
  envTorchrun,
  envPrecedence,
  ...yamlKeyRules,
  ...yamlListRules,
  ...yamlValueRules,
  yamlSyntax,

  // json
  jsonSyntax,
  jsonKeys,

  // env
  unexported,
  launcherNumbers,
  visibleDevices,
  nodeRankRange,
  noTorchrun,
  saveShared,

  // slurm
  slurmOption,
  slurmWord,
  slurmValue,
  slurmLate,
  slurmCrlf,
  slurmSize,
  slurmNodeRank,

  // range
  ...rangeRules,

  // par
  pipelineLayout,
  virtualStageLayers,

  // rlhf
  ...rlhfFlagRules,
  ...grpoRules,

  // exp
  testDtype,
  exportOverInput,

  // data
  datasetInfo,
  templatePacking,
  datasetSyntax,

  // moe
  ...layerPatternRules,

  // model
  modelOverride,
  ropeScaling,
  ...modelSizeRules,
  unsupportedModel,
  ...modelIdentityRules,
  layerLists,
  ropeInterval,
  windowSize,

  // megatron
  rampup,

  // rec
  recomputeModules,
  recomputeLayers,

  // ckpt
  loadHfDir,

  // tune
  hfModuleNames,

  // ignore
  ignoreUnused,
];

/** Creates the full list of rules: those that need code, and those that are data. */
export const createRules = (constraints: readonly Constraint[], migration: MigrationData): Rule[] => [
  ...CODED_RULES,
  createChangedDefaultRule(migration),
  ...constraints.map(ruleOf),
];
