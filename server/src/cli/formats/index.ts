import { printConcise } from './concise';
import type { Format } from './format';
import { workflowCommandsOf } from './github';
import { createCodeQualityReport } from './gitlab';
import { listJunitLines } from './junit';
import { createSarifLog } from './sarif';
import { printText } from './text';

/** The formats of `preflight check`. */
export const FORMATS = {
  text: printText,
  concise: printConcise,
  json: (output, { files }) => output.writeJson({ version: 1, files: files.map(({ report }) => report) }),
  sarif: (output, input) => output.writeJson(createSarifLog(input)),
  github: (output, input) => output.writeWorkflowCommands(workflowCommandsOf(input)),
  gitlab: (output, input) => output.writeJson(createCodeQualityReport(input)),
  junit: (output, input) => output.writeLines(listJunitLines(input)),
} satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

/** The formats for people, which can be printed again and again. */
export const isForPeople = (format: FormatName): boolean => format === 'text' || format === 'concise';
