import type { Task } from './job';

/** The longest word that Linux hands to a program; a config file and a script travel as one. */
const MAX_ARGUMENT_BYTES = 131_071;

/** Why a task cannot travel: a word of it, or the file that goes along as one, is longer than any program can get. */
export function checkArgumentLengths(task: Task): string[] {
  const fileText = task.kind === 'script' ? task.text : (task.configFile?.text ?? '');
  const argv = task.kind === 'script' ? [] : task.flagRows.flat();
  const exceedsLimit = (argument: string): boolean =>
    argument.length > MAX_ARGUMENT_BYTES || byteLengthOf(argument) > MAX_ARGUMENT_BYTES;
  if (exceedsLimit(fileText))
    return [
      'The file that travels with the job has more than 128 kB, which is more than fits. Name it by the path that it has where the job runs.',
    ];
  return argv.some(exceedsLimit)
    ? ['A word of the command has more than 128 kB, which is more than Linux hands to a program.']
    : [];
}

/** Bytes of a text in UTF-8. */
const byteLengthOf = (text: string): number =>
  text.replace(/[\u0800-\uffff]/g, '   ').replace(/[\u0080-\u07ff]/g, '  ').length;
