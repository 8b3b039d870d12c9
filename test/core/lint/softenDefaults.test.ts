import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../../support/service';

/** Errors that rest on defaults which the caller may override. */

const RUN = 'megatron sft --model m --dataset d --num_train_epochs 1 --sequence_parallel true --output_dir /o';

const findingsIn = (text: string) =>
  service
    .lintDocument(readShell(`# preflight: ms-swift=4.5.2\n${text}\n`))
    .filter(({ severity }) => severity !== 'hint')
    .map(({ rule, severity, message }) => ({ rule, severity, unless: /unless .*/.exec(message)?.[0] }));

describe('softenDefaults', () => {
  it.each([
    ['NPROC_PER_NODE=8', 'unless NNODES is set elsewhere.'],
    ['NPROC_PER_NODE=8 NNODES=${NNODES:-1}', 'unless NNODES is set elsewhere.'],
    ['NPROC_PER_NODE=8 NNODES="${N-1}"', 'unless N is set elsewhere.'],
    [
      'NPROC_PER_NODE=8 NNODES=${WORLD_SIZE:-1}',
      'unless WORLD_SIZE is set elsewhere, as on PyTorchJob, Volcano and PAI-DLC.',
    ],
    ['NNODES=1 NPROC_PER_NODE=${GPUS:-8}', 'unless GPUS is set elsewhere.'],
    ['NNODES=1 NPROC_PER_NODE=${1:-8}', 'unless the script is given $1.'],
  ])('makes the error about the GPUs of `%s` a warning', (env, unless) => {
    expect(findingsIn(`${env} ${RUN} --tensor_model_parallel_size 3`)).toEqual([
      { rule: 'env.world-size', severity: 'warning', unless },
    ]);
  });

  it.each([
    'export NNODES=${NNODES:-1}\n',
    ': "${NNODES:=1}"\nexport NNODES\n',
    'N=${WORLD_SIZE:-1}\nexport NNODES=$((N * 1))\n',
    'NODES=(${WORLD_SIZE:-1})\nexport NNODES=${NODES[0]}\n',
    'N=${WORLD_SIZE:-1}\nif [ $N -gt 1 ]; then export NNODES=2; else export NNODES=1; fi\n',
    'case "${MODE:-one}" in one) ;; esac\nM=${MODE:-one}\ncase $M in one) export NNODES=1;; esac\n',
    'N=${WORLD_SIZE:-1}\nexport NNODES=2\n[ $N -gt 1 ] || export NNODES=1\n',
    'export NNODES=$(echo ${WORLD_SIZE:-1})\n',
  ])('follows the default through `%s`', (setup) => {
    const [finding] = findingsIn(`${setup}NPROC_PER_NODE=8 ${RUN} --tensor_model_parallel_size 3`);
    expect(finding).toMatchObject({ rule: 'env.world-size', severity: 'warning' });
    expect(finding?.unless).toMatch(/^unless (?:NNODES|WORLD_SIZE|MODE) is set elsewhere/);
  });

  it.each(['NPROC_PER_NODE=8 NNODES=1', 'NNODES=1\nNPROC_PER_NODE=8 NNODES=${NNODES:-2}'])(
    'keeps the error where `%s` leaves no choice',
    (env) => {
      expect(findingsIn(`${env} ${RUN} --tensor_model_parallel_size 3`)).toEqual([
        { rule: 'env.world-size', severity: 'error', unless: undefined },
      ]);
    },
  );

  it('keeps an error that holds on any number of GPUs', () => {
    const batch = '--tensor_model_parallel_size 2 --micro_batch_size 3 --global_batch_size 16';
    expect(findingsIn(`NPROC_PER_NODE=8 ${RUN} ${batch}`)).toEqual([
      { rule: 'par.batch-divisible', severity: 'error', unless: undefined },
    ]);
    expect(findingsIn(`NPROC_PER_NODE=\${GPUS:-8} ${RUN} ${batch}`)).toEqual([
      { rule: 'par.batch-divisible', severity: 'error', unless: undefined },
    ]);
    expect(
      findingsIn(`NNODES=1 NPROC_PER_NODE=\${GPUS:-8} ${RUN} --tensor_model_parallel_size 2 --global_batch_size 6`),
    ).toMatchObject([{ rule: 'par.batch-divisible', severity: 'warning', unless: 'unless GPUS is set elsewhere.' }]);
  });

  it('softens conclusions from flags whose values may be set elsewhere, and no others', () => {
    const env = 'TP=${TP:-3}\nNNODES=1 NPROC_PER_NODE=8';
    expect(findingsIn(`${env} ${RUN} --tensor_model_parallel_size $TP --lr abc`)).toEqual([
      { rule: 'env.world-size', severity: 'warning', unless: 'unless TP is set elsewhere.' },
      { rule: 'cli.float', severity: 'error', unless: undefined },
    ]);
  });

  it('softens a missing flag that a variable from outside may add', () => {
    const command = 'NNODES=1 NPROC_PER_NODE=8 megatron sft --model m --dataset d --save /o --load_safetensors true';
    const missing = (extra: string) =>
      service
        .lintDocument(readShell(`# preflight: ms-swift=3.12.6\n${command} ${extra}\n`))
        .find(({ rule }) => rule === 'data.no-length');
    expect(missing('')?.severity).toBe('error');
    expect(missing('${EXTRA:-}')).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/ unless EXTRA is set elsewhere\.$/),
    });
  });

  it.each([
    ['bash -c "', '"'],
    ['CMD="', '"\neval "$CMD"'],
    ['CMD="', '"\nbash -c "$CMD"'],
    ['bash -c "$(cat <<EOF\n', '\nEOF\n)"'],
    ["cat > run.sh <<'EOF'\n", '\nEOF'],
    ['ssh node1 "', '"'],
    ['OUT=$(', ')'],
  ])('follows the default through the text of a script in `%s...%s`', (before, after) => {
    const run = `NPROC_PER_NODE=8 NNODES=\${NNODES:-1} ${RUN} --tensor_model_parallel_size 3`;
    expect(findingsIn(`${before}${run}${after}`)).toEqual([
      { rule: 'env.world-size', severity: 'warning', unless: 'unless NNODES is set elsewhere.' },
    ]);
  });

  it('follows the default that chooses between two commands', () => {
    const commandOf = (nodes: number): string =>
      `CMD=(torchrun --nproc_per_node 8 --nnodes ${nodes} --node_rank 0 --master_addr a swift/cli/_megatron/sft.py)`;
    const setup = `if [ "\${NODES:-1}" -gt 1 ]; then\n${commandOf(2)}\nelse\n${commandOf(1)}\nfi`;
    const flags = RUN.replace('megatron sft', '');
    const run = `"\${CMD[@]}" ${flags} --tensor_model_parallel_size 3`;
    const softened = { rule: 'env.world-size', severity: 'warning', unless: 'unless NODES is set elsewhere.' };
    expect(findingsIn(`${setup}\n${run}`)).toEqual([softened, softened]);
  });

  it('softens findings about a model that is only a default', () => {
    const [named, setting] = ['Qwen/Qwen3-8B', '${MODEL:-Qwen/Qwen3-8B}'];
    const findingsOf = (model: string) =>
      findingsIn(
        `NNODES=1 NPROC_PER_NODE=24 ${RUN.replace('--model m', `--model ${model}`)} --tensor_model_parallel_size 3`,
      );
    expect(findingsOf(named)).toEqual([{ rule: 'par.tp-heads', severity: 'error', unless: undefined }]);
    expect(findingsOf(setting)).toEqual([
      { rule: 'par.tp-heads', severity: 'warning', unless: 'unless MODEL is set elsewhere.' },
    ]);
  });

  it('softens findings in config files, whose script may set NNODES', () => {
    const text = '# preflight: ms-swift=4.5.2\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ntensor_model_parallel_size: 3\n';
    expect(service.lintDocument(readYaml(text)).filter(({ rule }) => rule === 'env.world-size')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('unless NNODES is set elsewhere') },
    ]);
  });

  it('leaves a run alone whose number of GPUs is specified', () => {
    const text = `# preflight: ms-swift=4.5.2 world-size=8\nNPROC_PER_NODE=8 ${RUN} --tensor_model_parallel_size 3\n`;
    expect(service.lintDocument(readShell(text))).toMatchObject([{ rule: 'env.world-size', severity: 'error' }]);
  });

  it('offers the same nearest sizes for a softened finding as for an error', () => {
    const titlesOf = (env: string): string[] => {
      const document = readShell(`# preflight: ms-swift=4.5.2\n${env} ${RUN} --tensor_model_parallel_size 3\n`);
      return service.suggestQuickFixes(document, { start: 0, end: document.text.length }).map(({ title }) => title);
    };
    expect(titlesOf('NPROC_PER_NODE=8')).toEqual(
      expect.arrayContaining(['tensor_model_parallel_size 3 -> 4', 'NPROC_PER_NODE 8 -> 6']),
    );
  });
});
