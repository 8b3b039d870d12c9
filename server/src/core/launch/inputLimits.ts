import type { ClusterJob } from './job';
import { describeUnsafeText } from './unsafeTexts';

/** Longest argument or variable that Linux passes to a program, in bytes. */
const MAX_INPUT_BYTES = 131_071;

/** Texts that reach a program through the operating system. */
interface ProgramInput {
  words: readonly string[];
  variables: readonly (readonly [name: string, value: string])[];
  /** Text of a config file or script that is sent as one argument. */
  fileText?: string;
}

/** Returns the problems of what a job passes to programs. */
export function checkJobInput({ task, environment }: ClusterJob): string[] {
  const isScript = task.kind === 'script';
  return checkInput({
    words: isScript ? [task.file] : task.flagRows.flat(),
    variables: environment.plain,
    fileText: isScript ? task.text : (task.configFile?.text ?? ''),
  });
}

/** Returns a problem if a text is too long for any program, or if a file has characters that no argument can have. */
export function checkInput({ words, variables, fileText = '' }: ProgramInput): string[] {
  const longVariables = variables.filter(([name, value]) => exceedsLimit(`${name}=${value}`));
  return [
    ...describeUnsafeText('The file that is sent with the job', fileText),
    ...(exceedsLimit(fileText)
      ? [
          'The file that is sent with the job has more than 128 kB, the most that Linux passes as one argument. Use the path of the file where the job runs.',
        ]
      : []),
    ...(words.some(exceedsLimit)
      ? ['An argument of the command has more than 128 kB, the most that Linux passes to a program. Shorten it.']
      : []),
    ...longVariables.map(
      ([name]) => `${name} has more than 128 kB, the most that Linux passes to a program as one variable. Shorten it.`,
    ),
  ];
}

const exceedsLimit = (text: string): boolean => text.length > MAX_INPUT_BYTES || byteLengthOf(text) > MAX_INPUT_BYTES;

/** Returns the number of bytes of a text in UTF-8. Both halves of a surrogate pair count two. */
const byteLengthOf = (text: string): number =>
  text
    .replace(/[\ud800-\udfff]/g, '  ')
    .replace(/[\u0800-\uffff]/g, '   ')
    .replace(/[\u0080-\u07ff]/g, '  ').length;
