import type { Task } from './job';

/** Longest argument that Linux passes to a program. A config file and a script are each sent as one argument. */
const MAX_ARGUMENT_BYTES = 131_071;

/** Returns a problem if an argument of a task, or the file that is sent as one, is too long for any program. */
export function checkArgumentLengths(task: Task): string[] {
  const fileText = task.kind === 'script' ? task.text : (task.configFile?.text ?? '');
  const argv = task.kind === 'script' ? [] : task.flagRows.flat();
  const exceedsLimit = (argument: string): boolean =>
    argument.length > MAX_ARGUMENT_BYTES || byteLengthOf(argument) > MAX_ARGUMENT_BYTES;
  if (exceedsLimit(fileText))
    return [
      'The file that is sent with the job has more than 128 kB, the most that Linux passes as one argument. Use the path of the file where the job runs.',
    ];
  return argv.some(exceedsLimit)
    ? ['An argument of the command has more than 128 kB, the most that Linux passes to a program. Shorten it.']
    : [];
}

/** Returns the number of bytes of a text in UTF-8. */
const byteLengthOf = (text: string): number =>
  text.replace(/[\u0800-\uffff]/g, '   ').replace(/[\u0080-\u07ff]/g, '  ').length;
