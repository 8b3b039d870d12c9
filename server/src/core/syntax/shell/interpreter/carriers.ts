import type { Command as CommandNode, HereDoc, Redirection, Word } from 'unbash';
import { addVerbatim, createMappedText, type MappedText, sliceMapped } from '../../../text/mappedText';
import type { Source } from '../source';
import { mentionsProgram } from '../text';
import { dequoteHereDoc, dequoteWord, dequoteWords } from './dequote';
import { hideInputs } from './inputPlaceholders';
import type { Scope } from './scope';
import type { Walk } from './walkState';

/**
 * Script text that a command passes to another shell, and the variables that this shell gets: those of the current one
 * (`eval`), the exported ones of a child process, perhaps those (a file that runs at another time), or none of them.
 */
export interface CarriedScript {
  mapped: MappedText;
  environment: 'same' | 'child' | 'perhaps' | 'none';
  /** Every character that is inserted at its place reaches the script unchanged. */
  verbatim?: true;
}

type InputWalk = Pick<Walk, 'source' | 'receiver' | 'outputFile'>;

const SHELL_PROGRAM = /^(?:ba|z|da|k)?sh$/;

/** Programs that run their arguments on another machine. */
const REMOTE_PROGRAM = /^(?:ssh|autossh|pdsh|clush|dsh|pssh|parallel-ssh|mpssh|ansible|sky|arena|dlc|volc)$/;

/** Programs with an argument that is the text of a script, among others that are names. */
const TEXT_PROGRAM =
  /^(?:ssh|autossh|pdsh|clush|dsh|pssh|parallel-ssh|mpssh|ansible|sky|arena|tmux|byobu|screen|watch|bsub|oarsub|parallel)$/;

/** Options of those programs that take a name. */
const NAME_OPTION = /^-(?:[sntJLSFxyeoplwh]|-[a-z-]+)$/;

/** Options whose value is the text of a script, by program. */
const TEXT_OPTIONS: Readonly<Record<string, RegExp>> = {
  sbatch: /^--wrap$/,
  su: /^(?:-[a-z]*c|--command)$/,
  runuser: /^(?:-[a-z]*c|--command)$/,
  script: /^(?:-[a-z]*c|--command)$/,
  flock: /^(?:-c|--command)$/,
  gcloud: /^--command$/,
  // Platforms for training: PAI-DLC and Volcengine.
  dlc: /^--command$/,
  volc: /^--entrypoint$/,
};

/** Programs that read a script from their standard input. */
const STDIN_PROGRAM = /^(?:sbatch|qsub|bsub|at|batch|salloc)$/;

/** Files that hold no shell script. */
const OTHER_FILE = /\.(?:py|ya?ml|json|jsonl|toml|ini|cfg|conf|md|txt|log|csv|html|c|cc|cpp|cu|h|jinja2?|tmpl)$/i;

const baseNameOf = (word: Word): string => (word.parts ? '' : word.value.slice(word.value.lastIndexOf('/') + 1));

/** The programs that may carry a script, apart from those with an option for it. */
const CARRIER =
  /^(?:(?:ba|z|da|k)?sh|ssh|autossh|pdsh|clush|dsh|pssh|parallel-ssh|mpssh|ansible|sky|arena|tmux|byobu|screen|watch|bsub|oarsub|parallel|qsub|at|batch|salloc|echo|printf|tee)$/;

const hasRedirection = ({ suffix }: CommandNode): boolean =>
  suffix.some(({ type }) => type === 'HereDoc' || type === 'HereString');

/** Finds the scripts in a command: `bash -c '...'`, `ssh host "..."`, `tmux new "..."`, `cat > run.sh <<EOF`. */
export function findCarriedScripts(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: InputWalk,
): CarriedScript[] {
  const { source } = walk;
  if (node.name?.value === 'eval')
    return [{ mapped: dequoteWords(words.slice(1), scope, source), environment: 'same' }];
  // A handler runs later, with the variables of that time.
  const [, handler] = words;
  if (node.name?.value === 'trap' && handler)
    return [{ mapped: dequoteWord(handler, scope, source), environment: 'perhaps' }];
  // Most commands are none of these programs.
  const names = words.map(baseNameOf);
  if (!hasRedirection(node) && !names.some((name) => CARRIER.test(name) || Object.hasOwn(TEXT_OPTIONS, name)))
    return [];
  const isRemote = names.some((name) => REMOTE_PROGRAM.test(name));
  const hasInputs = names.some((name) => /^(?:xargs|parallel|find|fd|fdfind|pdsh|clush)$/.test(name));
  const hide = (mapped: MappedText): MappedText => (hasInputs ? hideInputs(mapped, words) : mapped);
  const option = findShellScript(words);
  if (option) {
    return [{ mapped: hide(dequoteWord(option, scope, source)), environment: isRemote ? 'none' : 'child' }];
  }
  const input = findInputScript(node, words, scope, walk);
  if (input) return [input];
  return findTextArguments(words, scope, source).map((mapped) => ({
    mapped: hide(mapped),
    environment: isRemote ? 'none' : 'perhaps',
  }));
}

/** Returns the index of the shell among the words of a command and that of its `-c`, each -1 if there is none. */
export function findShellOption(words: readonly Word[]): { shellIndex: number; optionIndex: number } {
  const shellIndex = words.findIndex((word) => SHELL_PROGRAM.test(baseNameOf(word)));
  const optionIndex = words.findIndex((word, index) => index > shellIndex && /^-[a-z]*c$/.test(word.value));
  return { shellIndex, optionIndex };
}

/** Finds the word after `bash -c`. */
function findShellScript(words: readonly Word[]): Word | undefined {
  const { shellIndex, optionIndex } = findShellOption(words);
  const between = words.slice(shellIndex + 1, optionIndex);
  const isOption = shellIndex >= 0 && optionIndex > shellIndex && between.every((word) => word.value.startsWith('-'));
  return isOption ? words[optionIndex + 1] : undefined;
}

/** Finds the texts among the arguments of programs that run one: `tmux send-keys "..." Enter`, `sbatch --wrap="..."`. */
function findTextArguments(words: readonly Word[], scope: Scope, source: Source): MappedText[] {
  const at = words.findIndex(
    (word) => TEXT_PROGRAM.test(baseNameOf(word)) || Object.hasOwn(TEXT_OPTIONS, baseNameOf(word)),
  );
  const program = words[at];
  if (!program) return [];
  const options = TEXT_OPTIONS[baseNameOf(program)];
  return words.slice(at + 1).flatMap((word, index, args): MappedText[] => {
    if (word.value.startsWith('-') && !options) return [];
    const mapped = dequoteWord(word, scope, source);
    if (!mentionsProgram(mapped.text) || !/\s/.test(mapped.text)) return [];
    const previous = args[index - 1]?.value ?? '';
    if (!options) return NAME_OPTION.test(previous) ? [] : [withoutEnter(mapped)];
    if (options.test(previous)) return [mapped];
    const equals = mapped.text.indexOf('=');
    return equals > 0 && options.test(mapped.text.slice(0, equals)) ? [sliceMapped(mapped, equals + 1)] : [];
  });
}

/** Cuts the newline that `screen -X stuff` types after a command, written as an escape. */
const withoutEnter = (mapped: MappedText): MappedText =>
  sliceMapped(mapped, 0, /(?:\\n|\\r|\\015|\^M)$/.exec(mapped.text)?.index ?? mapped.text.length);

/** Finds a script that a command reads from its input, passes on through a pipe, or writes to a file. */
function findInputScript(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: InputWalk,
): CarriedScript | undefined {
  const name = words[0] ? baseNameOf(words[0]) : '';
  const hereDoc = node.redirects.find((part): part is HereDoc => part.type === 'HereDoc');
  const hereString = node.redirects.find((part) => part.type === 'HereString');
  const environment = environmentOfInput(node, words, walk);
  if (!environment) return undefined;
  if (hereDoc) return { ...dequoteInput(hereDoc, scope, walk.source), environment };
  if (hereString?.type === 'HereString' && hereString.target)
    return { mapped: dequoteWord(hereString.target, scope, walk.source), environment };
  if (name !== 'echo' && name !== 'printf') return undefined;
  const args = words.slice(1).filter((word) => word.parts || !word.value.startsWith('-'));
  return { mapped: dequoteWords(args, scope, walk.source), environment };
}

/** Returns the variables that the reader of an input gets; undefined if the input is not run as a script. */
function environmentOfInput(
  node: CommandNode,
  words: readonly Word[],
  { receiver, outputFile }: InputWalk,
): CarriedScript['environment'] | undefined {
  const name = words[0] ? baseNameOf(words[0]) : '';
  if (!/^(?:cat|tee|echo|printf)$/.test(name) && !findTeeFile(words)) return environmentOfReader(words);
  const file =
    findTeeFile(words) ?? findRedirectedFile(node.redirects) ?? (receiver && findTeeFile(receiver)) ?? outputFile;
  if (file) return isScriptFile(file, name) ? 'perhaps' : undefined;
  return receiver && environmentOfReader(receiver);
}

function environmentOfReader(words: readonly Word[]): CarriedScript['environment'] | undefined {
  const names = words.map(baseNameOf);
  if (names.some((name) => /^python[\d.]*$/.test(name))) return undefined;
  if (names.some((name) => REMOTE_PROGRAM.test(name))) return 'none';
  if (names.some((name) => SHELL_PROGRAM.test(name))) return 'child';
  return names.some((name) => STDIN_PROGRAM.test(name)) ? 'child' : undefined;
}

/** Returns the file to which the standard output is redirected. */
export function findRedirectedFile(redirects: readonly Redirection[]): Word | undefined {
  const redirect = redirects.find((part) => part.type === 'Redirect' && /^(?:>>?|>\||&>)$/.test(part.operator));
  return redirect?.type === 'Redirect' ? redirect.target : undefined;
}

/** Returns the file that `tee FILE` writes. */
function findTeeFile(words: readonly Word[]): Word | undefined {
  const teeIndex = words.findIndex((word) => baseNameOf(word) === 'tee');
  return teeIndex < 0 ? undefined : words.slice(teeIndex + 1).find((word) => !word.value.startsWith('-'));
}

/** Whether a file may be a shell script by its name. What `echo` writes is mostly a message, so its file must be one. */
const isScriptFile = ({ value }: Word, writer: string): boolean => {
  const name = value.replace(/["']/g, '');
  if (name.startsWith('/dev/')) return false;
  return /^(?:echo|printf)$/.test(writer) ? /\.(?:sh|bash|slurm|sbatch)$/.test(name) : !OTHER_FILE.test(name);
};

/** Returns the text of a here-document. With a quoted delimiter, every character stays as it is. */
function dequoteInput(hereDoc: HereDoc, scope: Scope, source: Source): Pick<CarriedScript, 'mapped' | 'verbatim'> {
  const { body, delimiter } = hereDoc;
  if (!delimiter?.quoted) return { mapped: dequoteHereDoc(hereDoc, scope, source) };
  const mapped = createMappedText();
  addVerbatim(mapped, body.text, source.base + body.pos);
  return { mapped, verbatim: true };
}
