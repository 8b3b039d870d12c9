import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { service } from '../../support/service';

const MODELINE = '# preflight: ms-swift=4.5.2\n';

/** Reads a file by its name. */
function readFile(name: string, text: string) {
  const syntax = service.findSyntax(undefined, name);
  if (!syntax) throw new Error(`${name} has no syntax`);
  return service.read(text, syntax, { name });
}

/** Returns the texts at which unknown flags are reported. */
const findUnknown = (name: string, text: string): string[] =>
  service
    .lintDocument(readFile(name, MODELINE + text))
    .filter(({ rule }) => rule === 'cli.unknown-flag')
    .map(({ span }) => (MODELINE + text).slice(span.start, span.end));

const COMMAND = 'megatron sft --model x --train_iterz 5';

describe('a script', () => {
  it.each([
    ['a here-document for ssh', `ssh gpu1 <<'EOF'\n${COMMAND}\nEOF`],
    ['a here-document that writes a script', `cat > /tmp/r_$n.sh <<EOF\nmegatron sft \\\\\n  --train_iterz $n\nEOF`],
    ['a here-document in braces', `{ cat <<EOF\n${COMMAND}\nEOF\n} > run.sh`],
    ['a here-document for tee', `tee run.sh >/dev/null <<EOF\n${COMMAND}\nEOF`],
    ['a here-document through a pipe', `cat <<EOF | ssh host bash\n${COMMAND}\nEOF`],
    ['a here-document for sbatch', `sbatch <<EOF\n#!/bin/bash\nsrun ${COMMAND}\nEOF`],
    ['a here-document in a substitution', `bash -c "$(cat <<EOF\n${COMMAND}\nEOF\n)"`],
    ['a here-document that read stores', `read -r -d '' S <<'EOF'\n${COMMAND}\nEOF\nbash -c "$S"`],
    ['a variable that ssh runs', `CMD="${COMMAND}"\nssh host "$CMD"`],
    ['a variable with a here-document', `CMD=$(cat <<'EOF'\n${COMMAND}\nEOF\n)\neval "$CMD"`],
    ['a substitution', `OUT=$(${COMMAND} 2>&1)`],
    ['a substitution in backquotes', `OUT=\`${COMMAND}\``],
    ['a substitution in a condition', `if ! OUT="$(${COMMAND})"; then exit 1; fi`],
    ['a new tmux session', `tmux new-session -d -s train "NPROC_PER_NODE=8 ${COMMAND}"`],
    ['keys that tmux types', `tmux send-keys -t train "${COMMAND}" C-m`],
    ['text that screen types', `screen -S train -X stuff $'${COMMAND}\\n'`],
    ['pdsh', `pdsh -w node[0-3] "cd /x && ${COMMAND}"`],
    ['sbatch --wrap=', `sbatch -N 2 --wrap="srun ${COMMAND}"`],
    ['sbatch --wrap', `sbatch --wrap '${COMMAND}'`],
    ['echo to a shell', `echo "${COMMAND}" | ssh host bash`],
    ['a coprocess', `coproc ${COMMAND}`],
    ['a module that has the commands', 'python -m swift.cli._megatron.main sft --train_iterz 5'],
    ['a program that is searched', 'python $(which megatron) sft --train_iterz 5'],
    ['GNU parallel', `parallel -j1 '${COMMAND} --lr {}' ::: 1 2`],
    ['SkyPilot', `sky exec cluster '${COMMAND}'`],
    ['Ansible', `ansible all -m shell -a '${COMMAND}'`],
    ['PAI-DLC', `dlc submit pytorchjob --name=x --command='${COMMAND}'`],
    ['Volcengine', `volc ml_task submit --conf x.yaml --entrypoint '${COMMAND}'`],
    ['Arena', `arena submit pytorch --name x '${COMMAND}'`],
    ['a handler', `trap '${COMMAND}' EXIT`],
    ['an entry script below an unknown variable', 'torchrun $HOME_DIR/swift/cli/_megatron/sft.py --train_iterz 5'],
    ['an entry script in a variable', 'E="$R/swift/cli/_megatron/sft.py"\ntorchrun "$E" --train_iterz 5'],
    ['a program in an unknown folder', '"$VENV"/bin/megatron sft --train_iterz 5'],
    [
      'a command array of a branch',
      `if $A; then C=(torchrun "$E"); else C=(megatron sft); fi\n"\${C[@]}" --train_iterz 5`,
    ],
    ['a command text of a branch', 'C=torchrun\n[ "$A" ] && C="megatron sft"\n$C --train_iterz 5'],
    ['a flag that a branch adds', 'C=(megatron sft)\n[ "$A" ] && C+=(--train_iterz 5)\n"${C[@]}"'],
    ['a wrapper function', 'run() { "$@" "${MORE[@]}"; }\nrun "${LAUNCH[@]}" megatron sft --train_iterz 5'],
    ['arguments after an unknown array', 'A=(--lr 1 "${MORE[@]}" --train_iterz 5)\nmegatron sft "${A[@]}"'],
  ])('has the commands in %s', (_, text) => expect(findUnknown('run.sh', text)).toEqual(['--train_iterz']));

  it.each([
    ['a message', `usage() { cat <<EOF\nUsage: ${COMMAND}\nEOF\n}`],
    ['a block comment', `: <<'EOF'\n${COMMAND}\nEOF`],
    ['a page of documentation', `cat > README.md <<EOF\n${COMMAND}\nEOF`],
    ['a log', `echo "${COMMAND}" | tee -a run.log`],
    ['the name of a session', 'tmux new -s "megatron sft --train_iterz"'],
    ['quoted text in angle brackets', `megatron sft --system 'say <megatron>' --model "<x>"`],
  ])('has no command in %s', (_, text) => expect(findUnknown('run.sh', text)).toEqual([]));

  it('says once that no command could be read', () => {
    const rulesOf = (text: string) => service.lintDocument(readFile('run.sh', text)).map(({ rule }) => rule);
    expect(rulesOf('start "megatron sft --lr 1"\nstart "megatron pt --lr 1"\n')).toEqual(['cli.unread-command']);
    expect(rulesOf('# megatron sft\necho "megatron sft"\n')).toEqual([]);
  });

  it('reads quoted text in angle brackets as text', () => {
    const [config] = readFile('run.sh', `megatron sft --system "<image> a" --model <model>`).reading.configs;
    expect(config?.flags.map(({ values }) => values[0]?.value)).toEqual(['<image> a', undefined]);
  });

  it.each([
    ['megatron sft --dataset $DATA --lr 1', false],
    ['megatron sft --dataset a $EXTRA', true],
    ['megatron sft --packing $PACKING', false],
    ['megatron sft --packing $EXTRA_ARGS', true],
  ])('may have more flags in `%s`: %s', (text, isOpen) =>
    expect(readFile('run.sh', text).reading.configs[0]?.mayHaveMoreFlags).toBe(isOpen),
  );

  it('has each of the commands that share an array', () =>
    expect(findUnknown('run.sh', 'C=(megatron sft)\n"${C[@]}" --lrx 1\n"${C[@]}" --seedx 2 --lr 1\n')).toEqual([
      '--lrx',
      '--seedx',
    ]));

  it('adds flags to a here-document in its own style', () => {
    const text = `${MODELINE}cat > r.sh <<EOF\nmegatron sft --model x --dataset $D \\\\\n    --lr 1\nEOF\n`;
    const document = readFile('run.sh', text);
    const [listed] = service.listFindings(document).filter(({ finding }) => finding.rule === 'data.no-length');
    const fix = listed && service.printFixes(document, listed.config, listed.finding).at(-1);
    expect(applyEdits(text, fix?.edits ?? [])).toContain('--lr 1 \\\\\n    --num_train_epochs 1\nEOF');
  });
});

describe('broken text', () => {
  const COMPLETE = 'megatron sft --model x \\\n    --dataset d.jsonl \\\n    --train_iters 5\n';

  it.each([
    ['cli.backslash-space', COMPLETE.replace('x \\', 'x \\ ')],
    ['cli.backslash-space', COMPLETE.replace('--dataset d', '--dataset \\  \n    d')],
    ['cli.missing-backslash', COMPLETE.replace('x \\', 'x')],
    ['cli.missing-backslash', COMPLETE.replace('--dataset d', '--dataset\n      d')],
    ['cli.missing-backslash', COMPLETE.replace('--dataset d.jsonl', "--dataset\n  'd.jsonl'")],
    ['cli.comment-in-continuation', COMPLETE.replace('    --dataset', '    # data\n    --dataset')],
    ['cli.comment-in-continuation', COMPLETE.replace('    --dataset', '\n    --dataset')],
    ['cli.lookalike', COMPLETE.replace('--dataset', '—dataset')],
    ['cli.markdown-fence', `\`\`\`bash\n${COMPLETE}\`\`\`\n`],
  ])('is the only error, %s, and is repaired', (rule, text) => {
    const document = readFile('run.sh', MODELINE + text);
    const errors = service.lintDocument(document).filter(({ severity }) => severity === 'error');
    expect(errors.map((finding) => finding.rule)).toEqual([rule]);
    const { edits } = service.fixAll(document);
    const repaired = readFile('run.sh', applyEdits(MODELINE + text, edits));
    expect(repaired.reading.configs[0]?.flags.map(({ name }) => name)).toEqual(['model', 'dataset', 'train_iters']);
    expect(service.lintDocument(repaired).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is repaired although that uncovers errors', () => {
    const text = `${MODELINE}megatron sft --model x\n    --dataset d --train_iterz 5\n`;
    expect(applyEdits(text, service.fixAll(readFile('run.sh', text)).edits)).toBe(
      `${MODELINE}megatron sft --model x \\\n    --dataset d --train_iters 5\n`,
    );
  });

  it('is repaired in a here-document', () => {
    const text = `${MODELINE}ssh h <<'EOF'\nmegatron sft --model x\n    --dataset d --train_iters 5\nEOF\n`;
    expect(applyEdits(text, service.fixAll(readFile('run.sh', text)).edits)).toContain('--model x \\\n');
  });

  it('is not seen in the next command', () => {
    const text = `${MODELINE}megatron sft --model x --dataset d --train_iters 5 --packing\npython eval.py --model x\n`;
    expect(service.lintDocument(readFile('run.sh', text)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a YAML file of another program', () => {
  it.each([
    ['a literal block', `spec:\n  - args:\n    - -c\n    - |\n      megatron sft \\\n        --train_iterz 5\n`],
    ['a folded block', 'run: >-\n  megatron sft\n  --train_iterz 5\n'],
    ['a plain text', 'run: megatron sft --model x\n  --train_iterz 5\n'],
    ['a quoted text', `command: ['bash', '-c', 'megatron sft --model ''x'' --train_iterz 5']\n`],
    ['a text with escapes', `command: ["sh", "-c", "megatron sft --model \\"x\\" --train_iterz 5"]\n`],
    ['a program whose subcommand is in args', "command: [megatron]\nargs:\n- sft\n- --train_iterz\n- '5'\n"],
    ['a list of words', 'command:\n- megatron\n- sft\nargs: ["--train_iterz", "5"]\n'],
    ['a list of lines', 'job:\n  script:\n    - cd /x\n    - megatron sft --train_iterz 5\n'],
    ['a Compose file', 'services:\n  a:\n    command: bash -c "megatron sft --lr $$LR --train_iterz 5"\n'],
    ['a workflow', 'jobs:\n  a:\n    steps:\n    - run: megatron sft --lr ${{ inputs.lr }} --train_iterz 5\n'],
    ['a second document', 'a: 1\n---\nrun: megatron sft --train_iterz 5\n'],
  ])('has the commands in %s', (_, text) => expect(findUnknown('job.yaml', text)).toEqual(['--train_iterz']));

  it('gives the variables of its maps to the command', () => {
    const text = 'spec:\n  env:\n  - name: NPROC_PER_NODE\n    value: "8"\n  command: [megatron, sft, --lr, "1"]\n';
    const [config] = readFile('job.yaml', text).reading.configs;
    expect(config?.exports?.find('NPROC_PER_NODE')?.values[0]?.value).toBe('8');
  });

  it('keeps the indentation of a block when a flag is added', () => {
    const text = `${MODELINE}run: |\n  megatron sft --model x \\\n    --dataset d\n`;
    const document = readFile('job.yaml', text);
    const [listed] = service.listFindings(document).filter(({ finding }) => finding.rule === 'data.no-length');
    const fix = listed && service.printFixes(document, listed.config, listed.finding).at(-1);
    expect(applyEdits(text, fix?.edits ?? [])).toBe(`${text.trimEnd()} \\\n    --num_train_epochs 1\n`);
  });

  it('changes only words where spaces have another meaning', () => {
    const text = `${MODELINE}command: [megatron, sft, --model, x, --dataset, d, --train_iterz, "5"]\n`;
    const document = readFile('job.yaml', text);
    const titles = service
      .listFindings(document)
      .flatMap(({ config, finding }) => service.printFixes(document, config, finding).map(({ title }) => title));
    expect(new Set(titles)).toEqual(new Set(['Change to train_iters']));
    expect(applyEdits(text, service.fixAll(document).edits)).toContain('--train_iters, "5"]');
  });
});

describe('a Python program', () => {
  it.each([
    ['a list of words', 'subprocess.run(["megatron", "sft", "--train_iterz", "5"], check=True)\n'],
    ['a list that grows', 'cmd = ["megatron", "sft"]\ncmd += ["--lr", str(lr)]\ncmd.extend(["--train_iterz", "5"])\n'],
    ['a list with an unknown part', 'run([*launcher, "megatron", "sft", "--train_iterz", "5"] + more)\n'],
    ['the text of a command', 'os.system(f"megatron sft --model {model} --train_iterz 5")\n'],
    ['a text in parts', 'cmd = ("megatron sft --model x "\n       "--train_iterz 5")\n'],
    ['a shell in a list', `run(["bash", "-c", "megatron sft --train_iterz 5"])\n`],
  ])('has the commands in %s', (_, text) => expect(findUnknown('launch.py', text)).toEqual(['--train_iterz']));

  it('does not know what a branch adds', () => {
    const text = 'cmd = ["megatron", "sft"]\nif x:\n    cmd += ["--lr", "1"]\n';
    const [config] = readFile('launch.py', text).reading.configs;
    expect([config?.flags, config?.mayHaveMoreFlags]).toEqual([[], true]);
  });

  it('has no command in its messages', () =>
    expect(findUnknown('launch.py', `"""Runs ${COMMAND}."""\nprint("${COMMAND}")\n`)).toEqual([]));
});

describe('a value that another program fills in', () => {
  const run = 'megatron sft --model m --dataset d --output_dir o';
  it.each([
    ['xargs', `ls | xargs -I% sh -c '${run} --train_iters %'`],
    ['xargs with another placeholder', `ls | xargs -I {} bash -c "${run} --train_iters {}"`],
    ['xargs inside quotes', `ls | xargs -I {} bash -c "${run} --train_iters '{}'"`],
    ['find', `find . -name x -exec ${run} --train_iters {} \\;`],
    ['find with several files', `find . -name x -exec ${run} --train_iters 1 --dataset {} +`],
    ['find with a shell', `find . -exec sh -c '${run} --train_iters {}' \\;`],
    ['fd', `fd -e json -x ${run} --train_iters {}`],
    ['parallel', `parallel 'bash -c "${run} --train_iters {}"' ::: 1 2`],
    ['pdsh', `pdsh -w n[1-2] "NPROC_PER_NODE=8 NNODES=2 NODE_RANK=%n MASTER_ADDR=a ${run} --train_iters 1"`],
  ])('is unknown with %s', (_, text) => {
    const document = readFile('run.sh', `${MODELINE}${text}\n`);
    expect(document.reading.configs).toHaveLength(1);
    expect(service.lintDocument(document).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a Markdown text', () => {
  const text = `# A\n\n1. Run\n   \`\`\`bash\n   megatron sft \\\n     --train_iterz 5\n   \`\`\`\n\n\`\`\`python\nmegatron sft --foo\n\`\`\`\n`;

  it('has the commands in its blocks of shell code', () =>
    expect(findUnknown('README.md', text)).toEqual(['--train_iterz']));

  it('has the commands after the prompts of a session', () =>
    expect(findUnknown('README.md', '```console\n$ megatron sft --train_iterz 5\nmegatron sft --foo\n```\n')).toEqual([
      '--train_iterz',
    ]));

  it.each([
    ['on a line of its own', '--train_iters 1 \\\n    ... \\\n    --train_iterz 5'],
    ['on a line without a backslash', '--train_iters 1 \\\n    ...\n    --train_iterz 5'],
    ['between flags', '--train_iters 1 … --train_iterz 5'],
    ['at the end', '--train_iterz 5 \\\n    ...'],
    ['of options', '[OPTIONS] --train_iterz 5'],
  ])('may leave out arguments %s', (_, flags) => {
    const document = readFile('README.md', `\`\`\`bash\nmegatron sft ${flags}\n\`\`\`\n`);
    expect(service.lintDocument(document).map(({ rule }) => rule)).toEqual(['cli.unknown-flag']);
  });

  it('may not leave out arguments in a comment or in quotes', () => {
    const page = (text: string) =>
      readFile('README.md', `\`\`\`bash\nmegatron sft ${text}\n\`\`\`\n`).reading.configs[0];
    expect(page("--system 'a ... b'")?.flags[0]?.values[0]?.value).toBe('a ... b');
    expect(page('--lr 1 # ...')?.mayHaveMoreFlags).toBe(false);
  });
});
