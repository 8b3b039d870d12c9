import type { Rule } from '../lint/rule';
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
import { yamlSyntax } from './yaml/syntax';
import { topLevel } from './yaml/top-level';
import { yamlUnread } from './yaml/unread';
import { yamlVersion } from './yaml/version';

/** The rules about config files, in the order of the manual. */
export const configFileRules: readonly Rule[] = [
  cliOverride,
  yamlUnread,
  yamlVersion,
  yamlExtension,
  firstArg,
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
  yamlSyntax,
];
