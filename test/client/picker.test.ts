import { beforeEach, describe, expect, it } from 'vitest';
import { pickRelease } from '../../client/src/release/picker';
import { user } from '../support/vscode';

const RELEASES = ['4.6.0', '4.5.2', '3.8.1'];
const release = { version: '3.8.1', reason: 'the modeline says so', isGuess: false, releases: RELEASES };

describe('the list of releases', () => {
  beforeEach(() => {
    user.answers = [{}];
    user.shown = [];
  });

  it('marks and selects the current one, after the way to detect it and in groups', async () => {
    expect(await pickRelease(release as never, true)).toBe('3.8.1');
    expect(user.shown[0]).toEqual([
      '$(search) Detect automatically',
      ...['ms-swift 4.6', '4.6.0', 'ms-swift 4.5', '4.5.2', 'ms-swift 3.8', '$(check) 3.8.1'],
    ]);
  });

  it('has no way to detect the release to migrate to', async () => {
    await pickRelease(release as never, false);
    expect(user.shown[0]).not.toContain('$(search) Detect automatically');
  });

  it('returns nothing when it is dismissed', async () => {
    user.answers = [];
    expect(await pickRelease(release as never, true)).toBeUndefined();
  });
});
