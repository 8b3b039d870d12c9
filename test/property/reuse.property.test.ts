import { describe, expect, it } from 'vitest';
import type { Document, DocumentContext } from '../../server/src/core/document/document';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { createRandom, type Random } from '../soak/random';
import { createTypist } from '../soak/typist';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

const LONG_SCRIPT = `#!/bin/bash
#SBATCH --nodes=2 --gpus-per-node=8
export NPROC_PER_NODE=8 MASTER_PORT=29500
NNODES=\${NNODES:-2}
TP=3
common=(--model Qwen/Qwen3-8B --tensor_model_parallel_size $TP --micro_batch_size 1)
run() { megatron sft "\${common[@]}" --dataset $1 --output_dir out/$1 --num_train_epochs 1 --packing ture; }
run first
run second
# preflight: ms-swift=3.12.6
megatron sft --load m --dataset d --save out --max_epochs 2 --lr 1e-5 --modell x
export NODE_RANK=$SLURM_NODEID NNODES
srun megatron rlhf --rlhf_type dpo --model Qwen/Qwen3-30B-A3B --dataset d --tensor_model_parallel_size 2 --output_dir o
torchrun --nproc_per_node 4 --nnodes 2 -m swift.cli._megatron.sft --model m --dataset d --pipeline_model_parallel_size 3 --global_batch_size 7 --output_dir o
megatron sft shared.yaml --lr 1e-5
megatron sft shared.yaml --lr 1e-5
for lr in 1e-5 2e-5; do
  GPUS=8 megatron pt --model a/b \\
    --hub_token hf_abcdefghijklmnop \\
    --dataset d --lr $lr --output_dir o --save_interval 5
done
`;
const YAML = `# preflight: ms-swift=4.5.2
model: Qwen/Qwen3-8B
dataset: [a, b]
tensor_model_parallel_size: 3
micro_batch_size: 1e-5
packing: yes
output_dir: out
ENV:
  NPROC_PER_NODE: 8
  HF_TOKEN: hf_abcdefghijklmnop
lr: 1e-5
lr: 2e-5
`;
const SHARED = 'model: Qwen/Qwen3-8B\ndataset: d\npacking: ture\ntensor_model_parallel_size: 3\n';

/** The edits of the fixes of the first findings. */
const editsOf = (document: Document) =>
  service
    .listFindings(document)
    .slice(0, 5)
    .map(({ config, finding }) => config && service.printFixes(document, config, finding));

/** The versions of a text while the end of one of its words is deleted, typed otherwise and typed as it was. */
function typeWordAgain(text: string, random: Random): string[] {
  const words = [...text.matchAll(/[\w.:/-]+/g), ...text.matchAll(/$/g)];
  const word = random.pick(words.length > 6 ? words.slice(4) : words);
  const end = word.index + word[0].length;
  const start = Math.max(word.index, end - 3);
  const ending = text.slice(start, end);
  const prefixes = [...ending].map((_, index) => ending.slice(0, index + 1));
  const endings = [ending, ...prefixes.toReversed(), '', '7', '7e', '7', '', ...prefixes];
  return endings.map((each) => text.slice(0, start) + each + text.slice(end));
}

describe('the findings of an edited document', () => {
  it.each<[string, string, string, DocumentContext]>([
    ['a script', 'run.sh', LONG_SCRIPT, { neighbors: [{ name: 'shared.yaml', text: SHARED }] }],
    ['a script alone', 'alone.sh', LONG_SCRIPT, {}],
    [
      'a config file',
      'config.yaml',
      YAML,
      { neighbors: [{ name: 'run.sh', text: 'megatron sft config.yaml --lr 1\n' }] },
    ],
  ])('are those of the same text read anew, for %s', { timeout: 60_000 }, (_, name, text, context) => {
    const syntax = service.findSyntax(undefined, name);
    if (!syntax) throw new Error(`no syntax for ${name}`);
    const language = syntax.id === 'yaml' ? 'yaml' : 'shellscript';
    const typist = createTypist({ uri: `file:///w/${name}`, language, text, joined: [] }, createRandom(7));
    let document: Document | undefined;
    for (let edit = 0; edit < 100; edit++) {
      typist.edit();
      const written = typist.text().getText();
      document = service.read(written, syntax, { name, ...context }, document);
      const anew = service.read(written, syntax, { name, ...context });
      expect(service.lintDocument(document), written).toEqual(service.lintDocument(anew));
      if (edit % 30 === 0) expect(editsOf(document), written).toEqual(editsOf(anew));
    }
  });

  it('are those of the same text read anew, while a flag of the example of any rule is typed', {
    timeout: 240_000,
  }, () => {
    const random = createRandom(11);
    for (const rule of service.rules)
      for (const example of [rule.bad[0], rule.good[0]]) {
        const syntax = SYNTAXES[random.below(SYNTAXES.length)] ?? shell;
        const pinned = example && writeExample(example, syntax, releaseOfExample(rule, example));
        if (!example || !pinned) continue;
        // Without its modeline, the release of a run is a guess.
        const text = random.isOneIn(2) ? pinned.replace(/^# preflight.*\n/, '') : pinned;
        const context = { modelConfig: example.model, neighbors: example.neighbor && [example.neighbor] };
        let document: Document | undefined;
        for (const written of typeWordAgain(text, random)) {
          document = service.read(written, syntax, context, document);
          const anew = service.read(written, syntax, context);
          expect(service.lintDocument(document), `${rule.id}\n${written}`).toEqual(service.lintDocument(anew));
        }
      }
  });

  it('lead to the same edits while text below them is typed', () => {
    const recompute = 'recompute_granularity: full\nrecompute_method: uniform\nrecompute_num_layers: 1\n';
    const text = `moe_layer_recompute: true\n${recompute}`;
    const syntax = service.findSyntax(undefined, 'a.yaml');
    if (!syntax) throw new Error('no syntax for a.yaml');
    const head = '# preflight: ms-swift=3.8.1\nmodel: m\n';
    let document: Document | undefined;
    for (const written of ['', '1', '12', '123'].map((digits) => `${head}${text}# ${digits}\n`)) {
      document = service.read(written, syntax, {}, document);
      service.listFindings(document);
      const offset = written.indexOf('moe_layer_recompute');
      const fixesIn = (each: Document) => service.suggestQuickFixes(each, { start: offset, end: offset });
      const edits = fixesIn(document).map((fix) => fix.edits);
      expect(edits).not.toEqual([]);
      expect(edits).toEqual(fixesIn(service.read(written, syntax, {})).map((fix) => fix.edits));
    }
  });

  it('are not computed again for commands that did not change', () => {
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax for run.sh');
    const read = (text: string, previous?: Document) => service.read(text, syntax, { name: 'run.sh' }, previous);
    const before = read(LONG_SCRIPT);
    service.listFindings(before);
    const after = read(LONG_SCRIPT.replace('--lr 1e-5 --modell', '--lr 1e-4 --modell'), before);
    service.listFindings(after);
    const computed = after.reading.configs.filter((config) => after.cache.get(config)?.facts);
    expect(computed.map(({ head }) => after.text.slice(head.start, head.end))).toEqual(['megatron sft']);
  });
});
