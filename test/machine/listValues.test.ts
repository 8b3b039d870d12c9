import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DiskQuery } from '../../server/src/core/document/diskLists';
import { DISK } from '../../server/src/host/disk';
import { createFileReader } from '../../server/src/host/fileReader';
import { createListValues } from '../../server/src/host/listValues';
import { recordDisk } from '../support/disk';
import { useFolder } from '../support/folder';

const folder = useFolder();

/** Lists values for the script `work/runs/run.sh` in the workspace `work`. */
const list = (query: Partial<DiskQuery>, environment: Record<string, string> = {}, disk = DISK) =>
  createListValues(createFileReader(disk), environment, folder.at('home'))(
    folder.at('work/runs/run.sh'),
    [folder.at('work')],
    { folder: '', ...query },
  );

describe('the lists of values on a disk', () => {
  it('contain files with the extensions of the flag, and folders, next to the script and in the workspace', async () => {
    folder.write('work/runs/train.jsonl', '');
    folder.write('work/runs/notes.md', '');
    folder.write('work/data/val.jsonl', '');
    folder.write('work/.git/config', '');
    symlinkSync(folder.at('work/data'), folder.at('work/runs/linked'));
    expect(await list({ extensions: ['.jsonl'] })).toEqual({
      files: ['train.jsonl'],
      folders: ['linked', 'data', 'runs'],
      checkpoints: [],
      models: [],
    });
    expect((await list({ extensions: ['.jsonl'], folder: '../data/' })).files).toEqual(['val.jsonl']);
    expect((await list({ extensions: ['.jsonl'], folder: 'data/' })).files).toEqual(['val.jsonl']);
    expect((await list({ extensions: ['.jsonl'], folder: `${folder.at('work/data')}/` })).files).toEqual(['val.jsonl']);
    expect((await list({ folder: '' })).files).toEqual([]);
  });

  it('contain checkpoints below the script and the workspace, and nothing inside them', async () => {
    folder.write('work/out/run/v0-1/latest_checkpointed_iteration.txt', '500');
    folder.write('work/out/run/v0-1/iter_0000500/latest_checkpointed_iteration.txt', '500');
    folder.write('work/runs/base-mcore/latest_checkpointed_iteration.txt', 'release');
    folder.write('work/runs/lora/adapter_config.json', '{}');
    folder.write('work/node_modules/a/latest_checkpointed_iteration.txt', '1');
    expect((await list({ checkpoints: true })).checkpoints).toEqual([
      'base-mcore',
      'lora',
      'runs/base-mcore',
      'runs/lora',
      'out/run/v0-1',
    ]);
    expect((await list({ checkpoints: true, folder: '../out/' })).checkpoints).toEqual(['../out/run/v0-1']);
    expect((await list({})).checkpoints).toEqual([]);
  });

  it('contain the models in the caches of the hubs', async () => {
    folder.write('home/.cache/huggingface/hub/models--my-org--my--model/refs/main', 'a');
    folder.write('home/.cache/huggingface/hub/datasets--my-org--data/refs/main', 'a');
    folder.write('home/.cache/modelscope/hub/models/Qwen/Qwen2___5-7B/config.json', '{}');
    expect((await list({ models: true })).models).toEqual(['Qwen/Qwen2.5-7B', 'my-org/my--model']);
    folder.write('elsewhere/models--a--b/refs/main', 'a');
    const environment = { HF_HUB_CACHE: folder.at('elsewhere'), MODELSCOPE_CACHE: folder.at('none') };
    expect((await list({ models: true }, environment)).models).toEqual(['a/b']);
  });

  it('are bounded: a tree of many folders costs no more than a few hundred of them', async () => {
    for (let index = 0; index < 30; index++)
      for (let inner = 0; inner < 20; inner++) folder.write(`work/many/${index}/${inner}/a.txt`, '');
    const disk = recordDisk();
    await list({ checkpoints: true }, {}, disk);
    expect(disk.touched.length).toBeLessThan(2000);
    expect(disk.opened().files).toBe(0);
  });

  it('are read in turns, so that other requests are answered meanwhile', async () => {
    for (let index = 0; index < 20; index++) folder.write(`work/runs/${index}/a.txt`, '');
    const order: string[] = [];
    const listing = list({ checkpoints: true }).then(() => order.push('listed'));
    setImmediate(() => setImmediate(() => order.push('other request')));
    await listing;
    expect(order).toEqual(['other request', 'listed']);
  });

  it('are empty for a folder that cannot be read, and for a share of another machine', async () => {
    const nothing = { files: [], folders: [], checkpoints: [], models: [] };
    expect(await list({ folder: 'no/such/folder/', checkpoints: true })).toEqual(nothing);
    expect(await list({ folder: '//host/share/', checkpoints: true })).toEqual(nothing);
  });
});
