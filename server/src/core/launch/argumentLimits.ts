import type { Task } from './job';

/** The longest word that Linux hands to a program; a config file and a script travel as one. */
const LONGEST = 131_071;

/** Why a task cannot travel: a word of it, or the file that goes along as one, is longer than any program can get. */
export function tooLong(task: Task): string[] {
  const carried = task.does === 'script' ? task.text : (task.configFile?.text ?? '');
  const words = task.does === 'script' ? [] : task.rows.flat();
  const isLong = (word: string): boolean => word.length > LONGEST || byteLength(word) > LONGEST;
  if (isLong(carried))
    return [
      'The file that travels with the job has more than 128 kB, which is more than fits. Name it by the path that it has where the job runs.',
    ];
  return words.some(isLong)
    ? ['A word of the command has more than 128 kB, which is more than Linux hands to a program.']
    : [];
}

/** Bytes of a text in UTF-8. */
const byteLength = (text: string): number =>
  text.replace(/[\u0800-\uffff]/g, '   ').replace(/[\u0080-\u07ff]/g, '  ').length;
