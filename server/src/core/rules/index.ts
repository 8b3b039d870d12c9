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
import { saveInput } from './exp/save-input';
import { testDtype } from './exp/test-dtype';
import { unusedSuppression } from './ignore/unused';
import { jsonKeys } from './json/keys';
import { intervalZero } from './log/interval-zero';
import { megatronRampup } from './megatron/rampup';
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
import { configFlag } from './release/config-file';
import { createChangedDefaultRule } from './release/default';
import { releaseRules } from './release/flags';
import { releaseMix } from './release/mix';
import { releaseValue } from './release/value';
import { flagInSft } from './rlhf/flag-in-sft';
import { grpoUnsupported } from './rlhf/grpo-unsupported';
import { lossType } from './rlhf/loss-type';
import { rewardUnknown } from './rlhf/reward-unknown';
import { rewardWeights } from './rlhf/reward-weights';
import { teacherItself } from './rlhf/teacher-itself';
import { vllmServerLists } from './rlhf/vllm-server-lists';
import { slurmCrlf, slurmLate, slurmOption, slurmValue, slurmWord } from './slurm/options';
import { slurmNodeRank, slurmSize } from './slurm/size';
import { hfModuleNames } from './tune/hf-module-names';
import { boolWords } from './yaml/bool-words';
import { cliOverride } from './yaml/cli-override';
import { yamlComplement } from './yaml/complement';
import { yamlDocument } from './yaml/document';
import { duplicateKey } from './yaml/duplicate-key';
import { emptyFile } from './yaml/empty-file';
import { emptyList } from './yaml/empty-list';
import { envPrecedence } from './yaml/env-precedence';
import { envShape } from './yaml/env-shape';
import { envTorchrun } from './yaml/env-torchrun';
import { yamlExtension } from './yaml/extension';
import { firstArg } from './yaml/first-arg';
import { floatString } from './yaml/float-string';
import { yamlInterpolation } from './yaml/interpolation';
import { jsonAlone } from './yaml/json-alone';
import { keyDashes } from './yaml/key-dashes';
import { listNonstring } from './yaml/list-nonstring';
import { mapValue } from './yaml/map-value';
import { yamlNull } from './yaml/null';
import { yamlOctal } from './yaml/octal';
import { optionValue } from './yaml/option-value';
import { topLevel } from './yaml/top-level';
import { yamlVersion } from './yaml/version';

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
  cliOverride,
  yamlVersion,
  yamlExtension,
  firstArg,
  configFlag,
  jsonAlone,
  yamlDocument,
  topLevel,
  emptyFile,
  envShape,
  mapValue,
  yamlInterpolation,
  envTorchrun,
  envPrecedence,
  keyDashes,
  duplicateKey,
  yamlComplement,
  listNonstring,
  emptyList,
  yamlNull,
  yamlOctal,
  boolWords,
  optionValue,
  floatString,
  unexported,
  slurmOption,
  slurmWord,
  slurmValue,
  slurmLate,
  slurmCrlf,
  slurmSize,
  slurmNodeRank,
  ...launcherRules,
  rangePositive,
  rangeFraction,
  ppStagePositive,
  intervalZero,
  parLayout,
  vppLayers,
  flagInSft,
  teacherItself,
  lossType,
  grpoUnsupported,
  rewardUnknown,
  rewardWeights,
  vllmServerLists,
  testDtype,
  saveInput,
  datasetInfo,
  templatePacking,
  listComma,
  ...extraKwargsRules,
  layerFreq,
  layerFreqLength,
  modelOverride,
  ropeScaling,
  headSize,
  modelPositive,
  megatronRampup,
  modelUnsupported,
  typeAmbiguous,
  modelUnregistered,
  templateAmbiguous,
  layerLists,
  ropeFreq,
  windowSize,
  modulesEnum,
  uniformBlockRange,
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
