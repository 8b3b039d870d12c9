import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { atCursor, readShell, service } from '../../support/service';

/** `#SBATCH` lines of batch scripts: requested resources, completion and hover. */

const RUN = 'export NPROC_PER_NODE=$SLURM_GPUS_ON_NODE NNODES=$SLURM_NNODES\nmegatron sft --lr 1e-5\n';
const batch = (...lines: string[]): string => `#!/bin/bash\n${lines.map((line) => `#SBATCH ${line}\n`).join('')}${RUN}`;

function worldSize(text: string): number | undefined {
  const document = readShell(text);
  const [config] = document.reading.configs;
  return config && service.getFacts(document, config).worldSize;
}

describe('requestedResources', () => {
  it.each([
    ['--nodes=2 --gpus-per-node=8', 16],
    ['-N2 --gpus-per-node=h100:8', 16],
    ['-N 2 --gres=gpu:a100:4,tmpdisk:10', 8],
    ['--nodes 4 --gres gpu:8(S:0-1)', 32],
    ['-N 2 -G 16', 16],
    ['-N 2 --ntasks-per-node=1 --gpus-per-task=4', 8],
    ['--gpus-per-node=8', 8],
    ['-N2 --gpus-per-n=8', 16],
    ['--nodes="2" --gpus-per-node=8 # --nodes=4', 16],
    ['--nodes=2 --nodes=3 --gpus-per-node=8', 24],
    // The number of GPUs is unknown.
    ['--nodes=2-4 --gpus-per-node=8', undefined],
    ['-N 3 --gpus=16', undefined],
    ['-N 2 --ntasks-per-node=2', undefined],
    ['--ntasks=4 --gpus-per-node=8', undefined],
  ])('for %s results in %s GPUs', (line, gpus) => expect(worldSize(batch(line))).toBe(gpus));

  it('reads the lines that sbatch reads, and no others', () => {
    expect(worldSize(`${batch('--nodes=2', '--gpus-per-node=8')}#SBATCH --nodes=4\n`)).toBe(16);
    expect(
      worldSize(`#!/bin/bash\n##SBATCH --nodes=4\n # SBATCH -N 3\n #SBATCH -N 3\n\n#SBATCH --gpus-per-node=8\n${RUN}`),
    ).toBe(8);
  });

  it('does not determine the GPUs when a script takes them from its arguments', () => {
    const text = '#!/bin/bash\n#SBATCH --gpus-per-node=8\nNPROC_PER_NODE=$1 megatron sft --lr 1e-5\n';
    expect(worldSize(text)).toBeUndefined();
  });

  it('provides the GPUs that the rules compare with', () => {
    const text = batch('-N 1 --gpus-per-node=4').replace('--lr 1e-5', '--tensor_model_parallel_size 8');
    expect(service.lintDocument(readShell(text)).map(({ rule }) => rule)).toContain('env.world-size');
  });

  it('has its directives checked once for several commands', () => {
    const text = `${batch('--nodez=2')}megatron pt --lr 1e-5\n`;
    const found = service.lintDocument(readShell(text)).filter(({ rule }) => rule.startsWith('slurm.'));
    expect(found.map(({ rule, span }) => [rule, text.slice(span.start, span.end)])).toEqual([
      ['slurm.option', '--nodez'],
    ]);
  });
});

/** Returns the text after the completion with this label is accepted. */
function accept(marked: string, label: string): string | undefined {
  const { text, offset } = atCursor(marked);
  const found = service.complete(readShell(text), offset).filter((item) => item.label === label);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] && applyEdits(text, [found[0].edit]);
}

describe('completion after #SBATCH', () => {
  it.each([
    ['an option', '#SBATCH --par$0', '--partition', '#SBATCH --partition='],
    ['an option on a bare line', '#SBATCH $0', '--nodes', '#SBATCH --nodes='],
    ['an option after another one', '#SBATCH --nodes=2 $0', '--exclusive', '#SBATCH --nodes=2 --exclusive'],
    ['an option before its value', '#SBATCH --ga$0=h100:8', '--gpus-per-node', '#SBATCH --gpus-per-node=h100:8'],
    ['a value', '#SBATCH --mail-type=$0', 'FAIL', '#SBATCH --mail-type=FAIL'],
    ['another value', '#SBATCH --open-mode=app$0', 'append', '#SBATCH --open-mode=append'],
  ])('offers %s', (_, line, label, after) => {
    expect(accept(`#!/bin/bash\n${line}\n${RUN}`, label)).toBe(`#!/bin/bash\n${after}\n${RUN}`);
  });

  it('offers common options first and given ones last', () => {
    const { text, offset } = atCursor(`#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --$0\n${RUN}`);
    const labels = service.complete(readShell(text), offset).toSorted((a, b) => (a.sort < b.sort ? -1 : 1));
    expect(labels.slice(0, 3).map(({ label }) => label)).toEqual(['--account', '--chdir', '--constraint']);
    expect(labels.at(-1)?.label).toBe('--nodes');
  });

  it('offers no sbatch options for flags of the command', () => {
    expect(accept(`#!/bin/bash\n#SBATCH -N 2\nmegatron sft --micro_b$0\n`, '--partition')).toBeUndefined();
  });
});

describe('hover after #SBATCH', () => {
  it.each([
    ['an option', '#SBATCH --me$0m=512G', ['**--mem**', 'megabytes']],
    ['its letter', '#SBATCH -$0N 2', ['**--nodes** · **-N**']],
    ['a value', '#SBATCH --export=NO$0NE', ['`NONE`', 'unset SLURM_EXPORT_ENV']],
    ['an option of a plugin', '#SBATCH --container-im$0age=x', ['pyxis']],
  ])('explains %s', (_, line, parts) => {
    const { text, offset } = atCursor(`#!/bin/bash\n${line}\n${RUN}`);
    const { markdown = '' } = service.provideHover(readShell(text), offset) ?? {};
    for (const part of parts) expect(markdown).toContain(part);
  });
});

it('loads sbatch options that match the schema and have distinct names', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../schemas/${name}`), 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(read('sbatch.schema.json'));
  const data = read('sbatch.json');
  expect([validate(data), validate.errors]).toEqual([true, null]);
  const names = data.options.map(({ name }: { name: string }) => name);
  expect(new Set(names).size).toBe(names.length);
});
