import type { MigrationData } from '../lint/changedDefaults';
import { type Constraint, ruleOf } from '../lint/constraint';
import type { Rule } from '../lint/rule';
import { loadHfDir } from './ckpt/load-hf-dir';
import { resumeFinetune } from './ckpt/resume-finetune';
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
import { extraKwargsField } from './cli/extra-kwargs-field';
import { extraKwargsUnknown } from './cli/extra-kwargs-unknown';
import { extraKwargsValue } from './cli/extra-kwargs-value';
import { foreign } from './cli/foreign';
import { listComma } from './cli/list-comma';
import { listEmpty } from './cli/list-empty';
import { lookalike } from './cli/lookalike';
import { markdownFence } from './cli/markdown-fence';
import { missingBackslash } from './cli/missing-backslash';
import { missingValue } from './cli/missing-value';
import { modelKwargsBlocked } from './cli/model-kwargs-blocked';
import { negativeExponent } from './cli/negative-exponent';
import { openQuote } from './cli/open-quote';
import { pluginExtension } from './cli/plugin-extension';
import { pluginName } from './cli/plugin-name';
import { scalarMany } from './cli/scalar-many';
import { subcommand } from './cli/subcommand';
import { tooManyFindings } from './cli/too-many-findings';
import { tooManyFlags } from './cli/too-many-flags';
import { unknownFlag } from './cli/unknown-flag';
import { unknownFlagSilenced } from './cli/unknown-flag-silenced';
import { unknownName } from './cli/unknown-name';
import { unread } from './cli/unread';
import { unreadCommand } from './cli/unread-command';
import { valueRules } from './cli/value-types';
import { configFileRules } from './configFileRules';
import { datasetInfo } from './data/dataset-info';
import { datasetSyntax } from './data/dataset-syntax';
import { templatePacking } from './data/template-packing';
import { launcherNumbers } from './env/launcher-numbers';
import { noTorchrun } from './env/no-torchrun';
import { nodeRankRange } from './env/node-rank-range';
import { saveShared } from './env/save-shared';
import { unexported } from './env/unexported';
import { visibleDevices } from './env/visible-devices';
import { saveInput } from './exp/save-input';
import { swiftAdapter } from './exp/swift-adapter';
import { testDtype } from './exp/test-dtype';
import { ignoreUnused } from './ignore/unused';
import { jsonKeys } from './json/keys';
import { jsonObject } from './json/object';
import { jsonSyntax } from './json/syntax';
import { intervalZero } from './log/interval-zero';
import { megatronRampup } from './megatron/rampup';
import { memFull } from './mem/full';
import { memState } from './mem/state';
import { headSize } from './model/head-size';
import { layerLists } from './model/layer-lists';
import { modelOverride } from './model/override';
import { modelPositive } from './model/positive';
import { ropeFreq } from './model/rope-freq';
import { ropeScaling } from './model/rope-scaling';
import { templateAmbiguous } from './model/template-ambiguous';
import { typeAmbiguous } from './model/type-ambiguous';
import { modelUnregistered } from './model/unregistered';
import { modelUnsupported } from './model/unsupported';
import { windowSize } from './model/window-size';
import { layerFreq } from './moe/layer-freq';
import { layerFreqLength } from './moe/layer-freq-length';
import { parLayout } from './par/layout';
import { ppStagePositive } from './par/pp-stage-positive';
import { vppLayers } from './par/vpp-layers';
import { rangeFraction } from './range/fraction';
import { rangePositive } from './range/positive';
import { modulesEnum } from './rec/modules-enum';
import { uniformBlockRange } from './rec/uniform-block-range';
import { releaseComment } from './release/comment';
import { releaseConfigFile } from './release/config-file';
import { createChangedDefaultRule } from './release/default';
import { releaseMix } from './release/mix';
import { releaseNew } from './release/new';
import { releaseRemoved } from './release/removed';
import { releaseRenamed } from './release/renamed';
import { releaseUnknown } from './release/unknown';
import { releaseValue } from './release/value';
import { flagInSft } from './rlhf/flag-in-sft';
import { grpoUnsupported } from './rlhf/grpo-unsupported';
import { lossType } from './rlhf/loss-type';
import { rewardUnknown } from './rlhf/reward-unknown';
import { rewardWeights } from './rlhf/reward-weights';
import { vllmServerLists } from './rlhf/vllm-server-lists';
import { slurmCrlf } from './slurm/crlf';
import { slurmLate } from './slurm/late';
import { slurmNodeRank } from './slurm/node-rank';
import { slurmOption } from './slurm/option';
import { slurmSize } from './slurm/size';
import { slurmValue } from './slurm/value';
import { slurmWord } from './slurm/word';
import { hfModuleNames } from './tune/hf-module-names';
import { targetMissing } from './tune/target-missing';
import { vitGcNesting } from './tune/vit-gc-nesting';

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
  pluginExtension,
  modelKwargsBlocked,
  duplicate,
  backslashSpace,
  commentInContinuation,
  missingBackslash,
  markdownFence,
  lookalike,
  carriageReturn,
  listComma,
  extraKwargsUnknown,
  extraKwargsField,
  extraKwargsFalse,
  extraKwargsValue,
  extraKwargsDup,
  subcommand,
  tooManyFlags,
  tooManyFindings,
  openQuote,
  unread,
  unreadCommand,

  // release
  releaseRenamed,
  releaseNew,
  releaseRemoved,
  releaseMix,
  releaseValue,
  releaseConfigFile,
  releaseComment,
  releaseUnknown,

  // yaml
  ...configFileRules,

  // json
  jsonSyntax,
  jsonKeys,
  jsonObject,

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
  rangePositive,
  rangeFraction,

  // log
  intervalZero,

  // par
  ppStagePositive,
  parLayout,
  vppLayers,

  // rlhf
  flagInSft,
  lossType,
  grpoUnsupported,
  rewardUnknown,
  rewardWeights,
  vllmServerLists,

  // exp
  swiftAdapter,
  testDtype,
  saveInput,

  // data
  datasetInfo,
  templatePacking,
  datasetSyntax,

  // moe
  layerFreq,
  layerFreqLength,

  // model
  modelOverride,
  ropeScaling,
  headSize,
  modelPositive,
  modelUnsupported,
  typeAmbiguous,
  modelUnregistered,
  templateAmbiguous,
  layerLists,
  ropeFreq,
  windowSize,

  // megatron
  megatronRampup,

  // rec, ckpt
  modulesEnum,
  uniformBlockRange,
  loadHfDir,
  resumeFinetune,

  // tune
  hfModuleNames,
  targetMissing,
  vitGcNesting,

  // ignore, mem
  ignoreUnused,
  memState,
  memFull,
];

/** Creates the full list of rules: those that need code, and those that are data. */
export const createRules = (constraints: readonly Constraint[], migration: MigrationData): Rule[] => [
  ...CODED_RULES,
  createChangedDefaultRule(migration),
  ...constraints.map(ruleOf),
];
