import { describe, expect, it } from 'vitest';
import type { DiskLists } from '../../server/src/core/document/diskLists';
import { NO_LISTS } from '../../server/src/core/document/diskLists';
import { createDiskListings } from '../../server/src/lsp/diskListings';
import { type Machine, NO_MACHINE } from '../../server/src/lsp/machine';

const QUERY = { folder: '' };
const LISTS: DiskLists = { ...NO_LISTS, files: ['train.jsonl'] };
const logged: string[] = [];

const createListings = (listValues: Machine['listValues']) =>
  createDiskListings(
    { ...NO_MACHINE, listValues },
    () => [],
    (message) => void logged.push(message),
  );

describe('the lists of a disk', () => {
  it('are empty when the disk does not answer, and arrive with a later request', async () => {
    let answer: (lists: DiskLists) => void = () => {};
    const listings = createListings(() => new Promise((resolve) => (answer = resolve)));
    expect(await listings.list('file:///a.sh', QUERY)).toEqual(NO_LISTS);
    answer(LISTS);
    expect(await listings.list('file:///a.sh', QUERY)).toEqual(LISTS);
  });

  it('are read once while a value is typed', async () => {
    let count = 0;
    const listings = createListings(() => {
      count++;
      return Promise.resolve(LISTS);
    });
    await listings.list('file:///a.sh', QUERY);
    expect(listings.list('file:///a.sh', QUERY)).toEqual(LISTS);
    expect(count).toBe(1);
    await listings.list('file:///a.sh', { folder: 'data/' });
    expect(count).toBe(2);
  });

  it('are empty after an error, which is logged', async () => {
    const listings = createListings(() => Promise.reject(new Error('broken disk')));
    expect(await listings.list('file:///a.sh', QUERY)).toEqual(NO_LISTS);
    expect(logged.join()).toContain('broken disk');
  });
});
